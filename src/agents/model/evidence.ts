import type { TaskSpec } from '../../domain/spec.ts'
import type { Evidence, Verdict } from '../../domain/verdict.ts'

/** Evidence as a model reads it; its excerpts come from outside, so that it belongs into a fence. */
export function evidenceText(evidence: readonly Evidence[], attempt?: number): string {
  return evidence
    .filter((one) => attempt === undefined || one.attempt === attempt)
    .map(describe)
    .join('\n\n')
}

function describe({ id, criterionId, check, outcome, exitCode, figure, excerpt, why }: Evidence): string {
  const facts = [
    `${id} · ${criterionId} · ${outcome}`,
    ...(exitCode === undefined ? [] : [`exit ${exitCode}`]),
    ...(figure === undefined ? [] : [figure]),
  ].join(' · ')
  const expected = check.expect === undefined ? '' : ` ⇒ ${check.expect}`
  const made = `${check.tool} ${JSON.stringify(check.args)}${expected}`
  return [facts, made, ...(typeof why === 'string' ? [why] : []), excerpt].join('\n')
}

/** The criteria that do not hold, in the words of the spec. */
export function failedText(spec: TaskSpec | undefined, verdict: Verdict | undefined): string {
  const words = new Map(spec?.acceptance.map(({ id, statement }) => [id, statement]))
  return (verdict?.criteria ?? [])
    .filter(({ result }) => result === 'fail' || result === 'inconclusive')
    .map(
      ({ criterionId, evidence }) =>
        `- ${criterionId}: ${words.get(criterionId) ?? ''} (${evidence.join(', ')})`,
    )
    .join('\n')
}
