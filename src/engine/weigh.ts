import type { StepView } from '../domain/run-view.ts'
import type { TaskSpec } from '../domain/spec.ts'
import type { Text } from '../domain/text.ts'
import type { CriterionVerdict, Evidence, Verdict, VerdictResult } from '../domain/verdict.ts'
import { errorParams } from '../lib/error-params.ts'
import { withoutStop } from './refused.ts'

/**
 * The verdict that evidence alone supports. A failed check fails the run, also one of the project's own that no criterion names; a step that the plan needed and that was
 * denied, failed or is unknown fails it too, whatever the checks say, and so does `refused`: the reasons where all that
 * it asked for was denied. What could not be looked at proves nothing; a run of which nothing could be checked has proved
 * nothing.
 */
export function weigh(
  spec: TaskSpec,
  evidence: readonly Evidence[],
  steps: readonly StepView[],
  attempt: number,
  refused: readonly Text[] = [],
): Verdict {
  const extra = evidence
    .map(({ criterionId }) => criterionId)
    .filter((id) => !spec.acceptance.some((one) => one.id === id))
  const ids = [...spec.acceptance.map(({ id }) => id), ...new Set(extra)]
  const criteria = ids.map((id): CriterionVerdict => {
    const mine = evidence.filter(({ criterionId }) => criterionId === id)
    const why = mine.find((held) => held.why !== undefined)?.why
    return {
      criterionId: id,
      result: resultOf(mine),
      evidence: mine.map((held) => held.id),
      ...(why === undefined ? {} : { why }),
    }
  })
  const needed = steps.flatMap(stepTrouble)
  const trouble = needed.length > 0 ? needed : refused
  const unchecked = criteria.every(({ result }) => result === 'skipped')
  const results = criteria.map(({ result }) => result)
  const result: VerdictResult =
    results.includes('fail') || trouble.length > 0
      ? 'fail'
      : results.includes('inconclusive') || unchecked
        ? 'inconclusive'
        : 'pass'
  const reasons: Text[] = [
    ...trouble,
    ...(unchecked && trouble.length === 0 ? [{ key: 'engine.nothing_checked' }] : []),
  ]
  return { result, attempt, criteria, reasons }
}

/** An opinion may lower a verdict, never raise it: only evidence makes a pass. */
export function withOpinion(checked: Verdict, opinion: Verdict | undefined): Verdict {
  if (!opinion) return checked
  const order: readonly VerdictResult[] = ['fail', 'inconclusive', 'pass']
  const result =
    order.indexOf(opinion.result) < order.indexOf(checked.result) ? opinion.result : checked.result
  return {
    ...checked,
    criteria: checked.criteria.map((one) => lowered(one, opinion)),
    result,
    reasons: [...checked.reasons, ...opinion.reasons],
    ...(opinion.judgedBy === undefined ? {} : { judgedBy: opinion.judgedBy }),
    ...(opinion.judgesItself ? { judgesItself: true } : {}),
  }
}

function lowered(checked: CriterionVerdict, { criteria }: Verdict): CriterionVerdict {
  const opinion = criteria.find(({ criterionId }) => criterionId === checked.criterionId)
  if (checked.result !== 'pass' || !opinion || opinion.result === 'pass') return checked
  return { ...checked, result: opinion.result, ...(opinion.why === undefined ? {} : { why: opinion.why }) }
}

/** What makes two attempts the same: every check's outcome and the hash of all it printed; times do not count. */
export const fingerprint = (evidence: readonly Evidence[]): string =>
  evidence
    .map(({ criterionId, outcome, exitCode, figure, sha256 }) =>
      [criterionId, outcome, exitCode, figure, sha256].join(' '),
    )
    .sort()
    .join('\n')

function resultOf(evidence: readonly Evidence[]): CriterionVerdict['result'] {
  if (evidence.length === 0) return 'inconclusive'
  const outcomes = evidence.map(({ outcome }) => outcome)
  if (outcomes.includes('fail')) return 'fail'
  if (outcomes.includes('inconclusive')) return 'inconclusive'
  return outcomes.includes('pass') ? 'pass' : 'skipped'
}

function stepTrouble({ step, status, error }: StepView): Text[] {
  if (step.optional || status !== 'failed') return []
  const known = error ? errorParams(error) : { error: '' }
  const params = { step: step.title, ...known }
  if (error?.code !== 'E_DENIED') return [{ key: 'engine.step_failed', params }]
  const why = error.message === 'denied' ? '' : withoutStop(error.message)
  return [{ key: 'engine.step_denied', params: { ...params, error: why } }]
}
