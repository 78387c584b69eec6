/** The name of a phone whose topic is configured without one. */
export const DEFAULT_PHONE = 'owner'

export interface PhoneTopic {
  /** `phone:<name>` is the identity of who holds it. */
  readonly name: string
  /** On ntfy; as good as a password, so it is shown nowhere. */
  readonly topic: string
}

/** `topic`, or `alice=topic,bob=topic2`: whoever comes first is told first. */
export const phoneTopics = (setting: string | undefined): readonly PhoneTopic[] =>
  (setting ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [before = '', after] = part.split('=')
      return after === undefined ? { name: DEFAULT_PHONE, topic: before } : { name: before, topic: after }
    })
