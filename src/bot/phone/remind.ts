import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outbox, Wish } from '../../domain/outbox.ts'
import type { Question } from '../../domain/question.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { minuteOfDay, wallTime } from '../../lib/wall-time.ts'
import { changedQuestion, LAST_STEP, wishes } from './decide.ts'
import type { Audience } from './people.ts'

export interface RemindDeps {
  readonly engine: Pick<Engine, 'questions'>
  readonly outbox: Outbox
  readonly surface: SurfaceName
  readonly audience: Audience
  /** 0: never. */
  readonly escalateMs: number
  /** `08:00`, or `off`. */
  readonly digestAt: string
  readonly timeZone: string
  readonly clock: Clock
  readonly log: Log
  readonly onDecided: () => void
}

/** Between looks at the clock, in milliseconds. */
const LOOK_MS = 15_000
/** A digest whose moment was missed for longer is not made up for: the next one is near. */
const LATE_MINUTES = 12 * 60

/**
 * What only time brings: a question that nobody answers is told again, a day is summed up. What is due follows from the
 * journal and the clock, and is a row of its own in the outbox, so that a restart neither forgets nor repeats it.
 */
export async function remind(deps: RemindDeps, signal: AbortSignal): Promise<void> {
  const { outbox, surface, clock, log } = deps
  const done = new Set<string>()
  while (!signal.aborted) {
    try {
      const due = [...(await unanswered(deps)), ...digest(deps)]
      const fresh = due.filter(({ key }) => !done.has(key))
      if (fresh.length > 0) {
        await outbox.decide(surface, undefined, { bindings: [], wishes: fresh, at: clock.now() })
        for (const { key } of fresh) done.add(key)
        deps.onDecided()
      }
    } catch (error) {
      if (!signal.aborted) log.warn('what is due is looked at again', { surface, err: error })
    }
    await wait(clock, LOOK_MS, signal).catch(() => undefined)
  }
}

async function unanswered({ engine, audience, escalateMs, clock }: RemindDeps): Promise<readonly Wish[]> {
  if (escalateMs === 0) return []
  const open = await engine.questions({ status: 'open' })
  return open.flatMap((question) => {
    const step = Math.min(LAST_STEP, Math.floor((clock.now() - question.askedAt) / escalateMs))
    return Array.from({ length: Math.max(0, step) }, (_, before) =>
      again(question, before + 1, audience),
    ).flat()
  })
}

/** The louder one takes the place of the first. */
function again({ id, runId, ...question }: Question, step: number, audience: Audience): readonly Wish[] {
  const names = audience.ofQuestion({ id, runId, ...question }, step)
  if (names.length === 0) return []
  const louder = wishes({ type: 'question', runId, questionId: id, step }, names, 'new')
  return step === 1 ? [...changedQuestion(runId, id, audience).filter(isFirst), ...louder] : louder
}

const isFirst = ({ what }: Wish): boolean => what['step'] === 0

function digest({ audience, digestAt, timeZone, clock }: RemindDeps): readonly Wish[] {
  if (digestAt === 'off') return []
  const { day, minute } = wallTime(clock.now(), timeZone)
  const late = minute - minuteOfDay(digestAt)
  if (late < 0 || late > LATE_MINUTES) return []
  return wishes({ type: 'digest', day, until: clock.now() }, audience.first, 'new')
}
