import { UserError } from '../domain/errors.ts'
import type { Question } from '../domain/question.ts'
import type { Actor } from '../domain/run.ts'
import type { EngineSettings } from './deps.ts'

/**
 * Whoever sits at a terminal as Autohome's own user is an owner: that person could read and change everything anyway.
 * On any other surface an owner is who the configuration names.
 */
export const isOwner = ({ owners = [] }: Pick<EngineSettings, 'owners'>, { surface, id }: Actor): boolean =>
  surface === 'console' ||
  owners.some(({ identities }) => identities.some((one) => one.surface === surface && one.id === id))

/** @throws UserError `not_allowed` */
export function mustBeOwner(settings: Pick<EngineSettings, 'owners'>, by: Actor): void {
  if (!isOwner(settings, by))
    throw new UserError('not_allowed', {
      en: 'Only the owners of this server can answer this.',
      fr: 'Seuls les propriétaires de ce serveur peuvent répondre à ceci.',
    })
}

/** Which job was meant, or one of the agent's own questions, is also for who asked; whether something may run is not. */
export function mayAnswer(
  settings: Pick<EngineSettings, 'owners'>,
  { kind }: Question,
  by: Actor,
  requester: Actor | undefined,
): void {
  const own = requester?.surface === by.surface && requester.id === by.id
  if (own && (kind === 'choice' || kind === 'discovery')) return
  mustBeOwner(settings, by)
}
