import type { Engine } from '../../domain/engine.ts'
import type { RunEvent } from '../../domain/event.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outbox } from '../../domain/outbox.ts'
import type { Actor } from '../../domain/run.ts'
import type { SurfaceEvent } from './front.ts'

export interface EventEngineDeps {
  readonly engine: Engine
  readonly surface: SurfaceName
  readonly outbox: Outbox
  readonly event: SurfaceEvent
  /** The thread that a run of this event belongs to. */
  readonly thread: string
  /** Milliseconds since the epoch. */
  readonly takenAt: number
  /** The process died while it acted upon this event: what is in the journal already is not done twice. */
  readonly again: boolean
}

/**
 * The engine as one event of a platform uses it: a run gets the event's own key and is bound to where it was asked for,
 * and an event that is acted upon again changes nothing that it changed before.
 */
export function engineFor(deps: EventEngineDeps): Engine {
  const { engine, surface, outbox, event, thread, again } = deps
  const bound: Engine = {
    ...engine,
    async submit(request) {
      const { channel, thread: place, flat } = event.place
      const binding = await outbox.bind({
        surface,
        thread,
        channel,
        ...(place === undefined ? {} : { place }),
        opened: flat === true || place !== undefined,
      })
      return engine.submit({ ...request, thread: binding.thread, key: `${surface}:${event.eventId}` })
    },
  }
  return again ? onceMore(bound, deps) : bound
}

function onceMore(engine: Engine, { takenAt }: EventEngineDeps): Engine {
  const happened = async (runId: string, by: Actor, isIt: (event: RunEvent) => boolean): Promise<boolean> => {
    const { events } = await engine.show(runId)
    return events.some(
      (event) => event.at >= takenAt && isIt(event) && 'by' in event && sameActor(event.by, by),
    )
  }
  return {
    ...engine,
    async reverify(runId, by) {
      const done = await happened(
        runId,
        by,
        (event) => event.type === 'run.queued' && event.reason === 'reverify',
      )
      if (!done) await engine.reverify(runId, by)
    },
    async repair(runId, by) {
      const done = await happened(
        runId,
        by,
        (event) => event.type === 'run.queued' && event.reason === 'repair',
      )
      if (!done) await engine.repair(runId, by)
    },
    async steer(runId, text, by) {
      const done = await happened(runId, by, (event) => event.type === 'steered' && event.text === text)
      if (!done) await engine.steer(runId, text, by)
    },
    async cancel(runId, by, reason) {
      const done = await happened(runId, by, (event) => event.type === 'run.cancelled')
      if (!done) await engine.cancel(runId, by, reason)
    },
    async answer(id, option, by, reason, command) {
      const question = (await engine.questions()).find((held) => held.id === id)
      const answer = question?.answer
      if (question && answer?.option === option && sameActor(answer.by, by)) return question
      return engine.answer(id, option, by, reason, command)
    },
  }
}

const sameActor = (one: Actor | undefined, other: Actor): boolean =>
  one?.surface === other.surface && one.id === other.id
