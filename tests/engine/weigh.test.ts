import { describe, expect, it } from 'vitest'
import type { StepView } from '../../src/domain/run-view.ts'
import type { TaskSpec } from '../../src/domain/spec.ts'
import type { Evidence } from '../../src/domain/verdict.ts'
import { fingerprint, weigh, withOpinion } from '../../src/engine/weigh.ts'

const spec = (...ids: string[]): TaskSpec => ({
  objective: 'o',
  assumptions: [],
  acceptance: ids.map((id) => ({ id, statement: id })),
  risks: [],
  outOfScope: [],
})
const evidence = (
  criterionId: string,
  outcome: Evidence['outcome'],
  more: Partial<Evidence> = {},
): Evidence => ({
  id: `e-${criterionId}`,
  attempt: 1,
  criterionId,
  check: { tool: 't', args: {} },
  outcome,
  excerpt: '',
  durationMs: 1,
  ...more,
})
const step = (status: StepView['status'], more: Partial<StepView> = {}): StepView => ({
  step: { id: 's', title: 'S', tool: 't', args: {}, dependsOn: [] },
  attempt: 1,
  status,
  ...more,
})

describe('weigh', () => {
  it('passes only what is proven', () => {
    expect(
      weigh(spec('a', 'b'), [evidence('a', 'pass'), evidence('b', 'pass')], [step('completed')], 1).result,
    ).toBe('pass')
    expect(weigh(spec('a', 'b'), [evidence('a', 'pass')], [], 1).result).toBe('inconclusive')
    expect(weigh(spec('a', 'b'), [evidence('a', 'pass'), evidence('b', 'inconclusive')], [], 1).result).toBe(
      'inconclusive',
    )
    expect(weigh(spec('a', 'b'), [evidence('a', 'inconclusive'), evidence('b', 'fail')], [], 1).result).toBe(
      'fail',
    )
  })

  it('proves nothing where nothing could be checked', () => {
    const verdict = weigh(spec('a'), [evidence('a', 'skipped')], [], 1)
    expect(verdict.result).toBe('inconclusive')
    expect(verdict.reasons).toEqual([{ key: 'engine.nothing_checked' }])
    expect(weigh(spec('a', 'b'), [evidence('a', 'skipped'), evidence('b', 'pass')], [], 1).result).toBe(
      'pass',
    )
  })

  it('does not pass over a step that was denied, failed or is unknown', () => {
    const denied = step('failed', { error: { code: 'E_DENIED', message: 'no', recoverable: false } })
    expect(weigh(spec('a'), [evidence('a', 'pass')], [denied], 1).result).toBe('fail')
    const optional = { ...denied, step: { ...denied.step, optional: true } }
    expect(weigh(spec('a'), [evidence('a', 'pass')], [optional], 1).result).toBe('pass')
    expect(weigh(spec('a'), [evidence('a', 'pass')], [step('skipped')], 1).result).toBe('pass')
  })

  it('does not pass where all that was asked for was refused', () => {
    const refused = [{ key: 'engine.step_denied', params: { step: 'S', error: '' } }]
    const verdict = weigh(spec('a'), [evidence('a', 'pass')], [], 1, refused)
    expect(verdict).toMatchObject({ result: 'fail', reasons: refused })
  })

  it('lets an opinion lower a verdict and never raise it', () => {
    const pass = weigh(spec('a'), [evidence('a', 'pass')], [], 1)
    const fail = weigh(spec('a'), [evidence('a', 'fail')], [], 1)
    expect(withOpinion(pass, { ...pass, result: 'inconclusive', judgedBy: 'judge' })).toMatchObject({
      result: 'inconclusive',
      judgedBy: 'judge',
    })
    expect(withOpinion(fail, { ...fail, result: 'pass' }).result).toBe('fail')
    expect(withOpinion(pass, undefined)).toBe(pass)
  })

  it('finds two attempts the same by what the checks showed, not by how long they took', () => {
    expect(fingerprint([evidence('a', 'fail', { durationMs: 1 })])).toBe(
      fingerprint([evidence('a', 'fail', { durationMs: 9 })]),
    )
    expect(fingerprint([evidence('a', 'fail', { sha256: 'x' })])).not.toBe(
      fingerprint([evidence('a', 'fail', { sha256: 'y' })]),
    )
  })
})
