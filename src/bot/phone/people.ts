import type { Actor } from '../../domain/run.ts'
import type { Answer, Question } from '../../domain/question.ts'
import type { PhoneTopic } from '../../lib/phone-topics.ts'
import type { Owner } from '../authorize.ts'

/** Somebody with a phone. */
export interface PhonePerson extends PhoneTopic {
  /** Which of the owners this is; undefined: nobody who may answer. */
  readonly owner: number | undefined
}

export const peopleOf = (topics: readonly PhoneTopic[], owners: readonly Owner[]): readonly PhonePerson[] =>
  topics.map(({ name, topic }) => {
    const found = owners.findIndex(({ identities }) =>
      identities.some(({ surface, id }) => surface === 'phone' && id === name),
    )
    return { name, topic, owner: found === -1 ? undefined : found }
  })

/** Whoever holds the phone to whose topic the nonce was sent is that person. The topic itself is told to nobody. */
export const actorOf = ({ name }: Pick<PhonePerson, 'name'>): Actor => ({ surface: 'phone', id: name, name })

/** Who is told of what, by name. */
export interface Audience {
  /** @param step how often it went unanswered: 0 at first, 1 the same louder, 2 whoever is next */
  ofQuestion(question: Question, step: number): readonly string[]
  readonly first: readonly string[]
  readonly all: readonly string[]
}

/** The first phone is told; the others when nobody answers, or when a second yes is needed. */
export function phoneAudience(people: readonly PhonePerson[], owners: readonly Owner[]): Audience {
  const all = people.map(({ name }) => name)
  const first = all.slice(0, 1)
  const told = ({ approvals }: Question): readonly string[] => {
    const given = approvals?.given ?? []
    if (given.length === 0) return first
    const agreed = new Set<number | undefined>(given.map((answer) => ownerOf(answer, owners)))
    return people.filter(({ owner }) => !agreed.has(owner)).map(({ name }) => name)
  }
  return {
    ofQuestion(question, step) {
      const names = told(question)
      return step < 2 ? names : all.filter((name) => !names.includes(name))
    },
    first,
    all,
  }
}

/** A webhook is told once. */
export const webhookAudience = (name: string): Audience => ({
  ofQuestion: (_question, step) => (step === 0 ? [name] : []),
  first: [name],
  all: [name],
})

const ownerOf = ({ by }: Answer, owners: readonly Owner[]): number =>
  owners.findIndex(({ identities }) =>
    identities.some(({ surface, id }) => surface === by.surface && (surface === 'console' || id === by.id)),
  )
