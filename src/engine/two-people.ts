import { UserError } from '../domain/errors.ts'
import type { PolicyDecision } from '../domain/policy.ts'
import { isApproving, type Question } from '../domain/question.ts'
import type { Actor } from '../domain/run.ts'
import type { EngineSettings } from './deps.ts'

/** Whether one yes is not enough. */
export const needsTwo = (
  { twoPeople }: Pick<EngineSettings, 'twoPeople'>,
  { destructive }: Pick<PolicyDecision, 'destructive'>,
): boolean => twoPeople === true && destructive === true

/**
 * Which of the owners this is, by the place in the configuration; undefined where that cannot be told. Whoever uses the
 * terminal is Autohome's own user, whatever name is given: that is one person, known only where one owner has a console
 * identity.
 */
export function personOf(
  { owners = [] }: Pick<EngineSettings, 'owners'>,
  { surface, id }: Pick<Actor, 'surface' | 'id'>,
): number | undefined {
  const found = owners.flatMap(({ identities }, person) =>
    identities.some((one) => one.surface === surface && (surface === 'console' || one.id === id))
      ? [person]
      : [],
  )
  return found.length === 1 ? found[0] : undefined
}

/**
 * Of two yeses, both must come from people that can be told apart. A no is anybody's who may answer.
 * @throws UserError `not_allowed`
 */
export function mayAgree(
  settings: Pick<EngineSettings, 'owners'>,
  { approvals }: Pick<Question, 'approvals'>,
  option: string,
  by: Actor,
): void {
  if (!approvals || !isApproving(option)) return
  const person = mustBeKnown(settings, by)
  if (approvals.given.some((answer) => personOf(settings, answer.by) === person))
    throw new UserError('not_allowed', {
      en: 'You have approved this already; another owner must approve it too.',
      fr: 'Vous avez déjà approuvé ceci\u00a0; un autre propriétaire doit l’approuver aussi.',
    })
}

/** @throws UserError `not_allowed` */
export function mustBeKnown(settings: Pick<EngineSettings, 'owners'>, by: Actor): number {
  const person = personOf(settings, by)
  if (person !== undefined) return person
  throw new UserError('not_allowed', {
    en: `This needs two different owners, and which of them ${by.surface}:${by.id} is cannot be told: name it under one of owners in autohome.yaml.`,
    fr: `Ceci demande deux propriétaires différents, et rien ne dit lequel est ${by.surface}:${by.id}\u00a0: indiquez-le sous l’un des owners dans autohome.yaml.`,
  })
}
