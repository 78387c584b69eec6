import type { RunSummary } from '../../domain/journal.ts'
import { phrase } from '../../i18n/say.ts'
import { oneLine } from '../visible.ts'
import type { Matter } from './matter.ts'
import type { Draft, RenderDeps } from './draft.ts'

const DAY_MS = 86_400_000
/** Newest first; nobody reads of more on a phone. */
const RUNS = 10_000
const SHOWN = 8

/** What a day brought; undefined where nothing happened. */
export async function digestNotice(
  { engine, locale }: Pick<RenderDeps, 'engine' | 'locale'>,
  { until, day }: Extract<Matter, { type: 'digest' }>,
): Promise<Draft | undefined> {
  const all = await engine.runs({ status: ['completed', 'failed', 'cancelled'], limit: RUNS })
  const ended = all.filter(({ endedAt = 0 }) => endedAt > until - DAY_MS && endedAt <= until)
  const open = (await engine.questions({ status: 'open' })).length
  if (ended.length === 0 && open === 0) return undefined
  const count = (status: RunSummary['status']) => ended.filter((run) => run.status === status).length
  const [passed, failed, cancelled] = [count('completed'), count('failed'), count('cancelled')]
  const lines = ended
    .filter(({ status }) => status === 'failed')
    .slice(0, SHOWN)
    .map(({ workflow, request }) => `✗ ${oneLine(workflow ?? request, 80)}`)
  return {
    title: phrase('phone.digest.title', { count: ended.length }, locale),
    message: [
      phrase('phone.digest.counts', { passed, failed, cancelled }, locale),
      ...lines,
      ...(open === 0 ? [] : [phrase('phone.digest.open', { count: open }, locale)]),
    ].join('\n'),
    severity: 'low',
    tags: ['clipboard'],
    choices: [],
    facts: { day, passed, failed, cancelled, open },
  }
}
