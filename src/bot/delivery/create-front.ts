import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { StorageError } from '../../domain/errors.ts'
import type { Inbox, SurfaceName } from '../../domain/inbox.ts'
import type { Json } from '../../domain/json.ts'
import type { Outbox } from '../../domain/outbox.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Log } from '../../lib/log.ts'
import { identityOf, type Owner, standingOf } from '../authorize.ts'
import type { Conversation } from '../conversation.ts'
import { handleInbound } from '../handle.ts'
import { type Reply, refused, said } from '../reply.ts'
import { engineFor } from './event-engine.ts'
import type { Front, SurfaceEvent, Taken } from './front.ts'
import { threadAt } from './threads.ts'

export interface FrontDeps {
  readonly surface: SurfaceName
  readonly engine: Engine
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly owners: readonly Owner[]
  readonly clock: Clock
  readonly log: Log
  /** Where the log is, for who is told to look there. */
  readonly logPath: string
  readonly timeZone?: string
  readonly packFile?: Conversation['packFile']
}

export interface RunningFront extends Front {
  /** Acts upon what was taken before the process died. Nobody waits for these replies any more. */
  takeUp(): Promise<void>
}

/** The one door for what people do on a surface: written down, then acted upon, once for every event. */
export function createFront(deps: FrontDeps): RunningFront {
  const { surface, engine, inbox, log } = deps
  const underWay = new Map<string, Promise<Reply>>()

  /** At work at most once at a time; its result is kept for whoever delivers the event again. */
  function work(event: SurfaceEvent, takenAt: number, again: boolean): Promise<Reply> {
    const reply = act(deps, event, takenAt, again).then(async (made) => {
      await finish(event.eventId, made)
      return made
    })
    const ended = () => void underWay.delete(event.eventId)
    reply.then(ended, ended)
    underWay.set(event.eventId, reply)
    return reply
  }

  /** What was done is in the journal already: a row that stays unfinished is looked at again, and changes nothing twice. */
  async function finish(eventId: string, reply: Reply): Promise<void> {
    try {
      await inbox.finish(surface, eventId, JSON.stringify(keptReply(reply)))
    } catch (error) {
      log.warn('an event stays in the inbox as unfinished', { surface, eventId, err: error })
    }
  }

  return {
    engine,
    async take(event): Promise<Taken> {
      const claim = await inbox.claim(surface, event.eventId, toBody(event))
      if (claim.fresh) return { fresh: true, reply: work(event, deps.clock.now(), false) }
      const known = claim.result === undefined ? undefined : (JSON.parse(claim.result) as Reply)
      const reply = known ?? (await underWay.get(event.eventId)) ?? said('')
      return { fresh: false, reply: Promise.resolve(reply) }
    },
    async takeUp() {
      for (const { body, takenAt, surface: whose } of inbox.unfinished())
        if (whose === surface) await work(fromBody(body), takenAt, true)
    },
  }
}

/** Never rejects: a bug is for the log, the person hears where to look. */
async function act(deps: FrontDeps, event: SurfaceEvent, takenAt: number, again: boolean): Promise<Reply> {
  const { surface, owners, clock, log } = deps
  const { actor, locale, place, eventId } = event
  try {
    const standing = standingOf(actor, owners)
    if (standing !== 'owner')
      return refused(
        phrase(
          standing === 'stranger' ? 'surface.not_owner' : 'surface.no_owners',
          { id: identityOf(actor) },
          locale,
        ),
      )
    const bound =
      place.thread === undefined ? undefined : deps.outbox.bindingAt(surface, place.channel, place.thread)
    const thread = bound?.thread ?? threadAt(surface, place, eventId)
    return await handleInbound({
      engine: engineFor({ ...deps, event, thread, takenAt, again }),
      clock,
      ...(deps.timeZone === undefined ? {} : { timeZone: deps.timeZone }),
      ...(deps.packFile ? { packFile: deps.packFile } : {}),
      inbound: {
        eventId,
        thread,
        actor,
        text: event.text,
        locale,
        ...(event.command ? { command: event.command } : {}),
        ...(event.explicit ? { explicit: true } : {}),
        ...(bound || place.flat ? { inRunThread: true } : {}),
        ...(bound || place.flat || place.thread !== undefined ? {} : { inTheOpen: true }),
      },
    })
  } catch (error) {
    log.error('what a person asked for broke', { surface, eventId, err: error })
    if (error instanceof StorageError) return refused(word('surface.busy', locale))
    return refused(phrase('surface.bug', { log: deps.logPath }, locale))
  }
}

/** Kept for a second delivery, which is shown to nobody as a rule: words are enough. */
function keptReply(reply: Reply): Reply {
  if (reply.kind === 'run') return reply
  return 'text' in reply
    ? { kind: 'text', ok: reply.kind !== 'text' || reply.ok, text: reply.text }
    : said('')
}

const toBody = (event: SurfaceEvent): Json => JSON.parse(JSON.stringify(event)) as Json
const fromBody = (body: Json): SurfaceEvent => body as unknown as SurfaceEvent
