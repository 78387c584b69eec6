/** What an ntfy server keeps of a message, and gives out. https://docs.ntfy.sh/subscribe/api/#json-message-format */
export interface NtfyMessage {
  readonly id: string
  readonly time: number
  readonly event: 'message' | 'message_clear' | 'message_delete'
  readonly topic: string
  readonly message: string
  readonly title?: string
  readonly priority?: number
  readonly tags?: readonly string[]
  readonly click?: string
  readonly actions?: readonly NtfyAction[]
  readonly sequence_id?: string
}

export interface NtfyAction {
  readonly action: string
  readonly label: string
  readonly url: string
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly clear?: boolean
}

/** Twelve characters, as the server's own. */
export const messageId = (n: number): string => `m${String(n).padStart(11, '0')}`

/** Behind `since`: a message's id, seconds since the epoch, `all` or `none`. An id that is not known (any more) means all. */
export function messagesSince(held: readonly NtfyMessage[], since: string): readonly NtfyMessage[] {
  if (since === 'all') return held
  if (since === 'none') return []
  if (/^\d{9,11}$/.test(since)) return held.filter(({ time }) => time >= Number(since))
  const at = held.findIndex(({ id }) => id === since)
  return held.slice(at + 1)
}

/** What a phone shows of a topic: later messages of a sequence stand in the place of earlier ones. */
export function shownOn(held: readonly NtfyMessage[], topic: string): NtfyMessage[] {
  const shown = new Map<string, NtfyMessage>()
  for (const message of held) {
    if (message.topic !== topic) continue
    const key = message.sequence_id ?? message.id
    if (message.event === 'message') shown.set(key, message)
    else shown.delete(key)
  }
  return [...shown.values()]
}
