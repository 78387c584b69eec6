import type { RunView } from '../../domain/run-view.ts'
import type { CriterionVerdict } from '../../domain/verdict.ts'
import type { Display } from './display.ts'
import type { ConsoleOut } from './io.ts'

/** For programs: each RunEvent on a line as it was journaled, then one summary object. */
export function createNdjson(out: ConsoleOut): Display {
  const write = (value: unknown) => out.write(`${harmlessJson(value)}\n`)
  return {
    event: (event) => void write(event),
    output: () => undefined,
    print: () => undefined,
    prompt: () => undefined,
    end: (view, exitCode) => void write(summaryOf(view, exitCode)),
    close: () => undefined,
  }
}

/** The last line of `--json`. Times in milliseconds; a verdict's criteria come with their evidence. */
export const summaryOf = (view: RunView, exitCode: number) => ({
  type: 'summary',
  runId: view.runId,
  status: view.status,
  verdict: view.verdict?.result ?? null,
  unproven: view.unproven,
  attempt: view.attempt,
  workflow: view.workflow?.name ?? null,
  phases: view.phases,
  criteria: (view.spec?.acceptance ?? []).map(({ id, statement }) => {
    const judged = view.verdict?.criteria.find(({ criterionId }) => criterionId === id)
    return { id, statement, result: judged?.result ?? null, evidence: evidenceOf(view, judged) }
  }),
  failure: view.failure ? { code: view.failure.code, reason: view.failure.reason } : null,
  report: view.report ?? null,
  durationMs: (view.endedAt ?? view.lastAt) - (view.startedAt ?? view.createdAt),
  exitCode,
})

const evidenceOf = (view: RunView, judged: CriterionVerdict | undefined) =>
  view.evidence.filter(({ id }) => judged?.evidence.includes(id))

/** JSON without a character that a terminal would obey: what JSON may leave as it is, is escaped too. */
const harmlessJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
