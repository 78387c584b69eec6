import type { RespondFn } from '@slack/bolt'
import type { Locale } from '../../domain/text.ts'
import type { Command } from '../command.ts'
import type { Front } from '../delivery/front.ts'
import type { Place } from '../delivery/platform.ts'
import { type AnswerDeps, answer, type Asker } from './answer.ts'
import type { Identity } from './connection.ts'
import type { People } from './people.ts'

/** Something that somebody did, before it is known who they are. */
export interface Incoming {
  readonly eventId: string
  readonly place: Place
  readonly user: string
  /** As the event itself names them, where it does. */
  readonly userName?: string
  readonly text: string
  readonly command?: Command
  readonly explicit?: boolean
  readonly respond?: RespondFn
  readonly message?: string
  readonly direct?: boolean
}

/** Where everything that comes from Slack is handed in. */
export interface Desk extends AnswerDeps {
  readonly identity: Identity
  readonly front: Front
  /** The language of people whose profile cannot be read. */
  readonly locale: Locale
  localeOf(user: string): Promise<Locale>
  /**
   * Hands it in and resolves once it is durable: now acknowledge. What comes of it is shown afterwards.
   *
   * @throws StorageError: do not acknowledge
   */
  take(incoming: Incoming): Promise<void>
  /** Work that nobody waits for. Its failure is logged; closing waits for it. */
  later(work: () => Promise<void>): void
}

export interface DeskDeps extends AnswerDeps {
  readonly identity: Identity
  readonly front: Front
  readonly locale: Locale
  readonly people: People
}

/** A desk, and how to wait until nothing is under way at it. */
export function openDesk(deps: DeskDeps): { readonly desk: Desk; idle(): Promise<void> } {
  const { front, people, log, signal } = deps
  const underWay = new Set<Promise<void>>()

  const later = (work: () => Promise<void>) => {
    const done = work()
      .catch((error: unknown) => {
        if (!signal.aborted) log.error('something from Slack failed', { err: error })
      })
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }
  const desk: Desk = {
    ...deps,
    later,
    localeOf: async (user) => (await people.who(user)).locale ?? deps.locale,
    async take(incoming) {
      const { eventId, place, user, userName, text, command, explicit } = incoming
      const { name = userName, locale = deps.locale } = await people.who(user)
      const taken = await front.take({
        eventId,
        place,
        actor: { surface: 'slack', id: user, ...(name === undefined ? {} : { name }) },
        locale,
        text,
        ...(command === undefined ? {} : { command }),
        ...(explicit === undefined ? {} : { explicit }),
      })
      if (taken.fresh) later(async () => answer(desk, askerOf(incoming, locale), await taken.reply))
      else taken.reply.catch(() => undefined)
    },
  }
  return {
    desk,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

const askerOf = ({ user, place, respond, message, direct }: Incoming, locale: Locale): Asker => ({
  user,
  place,
  locale,
  ...(respond === undefined ? {} : { respond }),
  ...(message === undefined ? {} : { message }),
  ...(direct === undefined ? {} : { direct }),
})
