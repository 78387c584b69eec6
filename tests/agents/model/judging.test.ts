import { describe, expect, it } from 'vitest'
import type { ModelHouseOptions } from '../../helpers/model-house.ts'
import { allMet, EXECUTOR, openModelHouse, VERIFIER } from '../../helpers/model-house.ts'
import { type Answering, neverAnswers, refuses, says, saysJson } from '../../helpers/model-server.ts'
import { manualClock } from '../../helpers/clock.ts'
import { contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const WORK = [
  specs({ there: contains('a.txt', 'yes') }),
  plans(['write', 'write_file', FILE]),
  writes('a.txt', 'yes\n'),
  ends('I, the worker, say that all of it is perfect.'),
]
const judges = (...criteria: readonly object[]) => saysJson({ criteria })
const met = (evidence: readonly string[], id = 'there') => ({
  id,
  met: true,
  evidence,
  why: 'wonderful work',
})

async function judged(verifier: readonly Answering[], more: Partial<ModelHouseOptions> = {}) {
  const house = await openModelHouse({ executor: WORK, verifier, ...more })
  const { id, view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  return { house, run: house.journal, id, view, prompts: house.prompts(VERIFIER) }
}

describe('a judge', () => {
  it('who cites what shows it leaves the verdict as the evidence has it', async () => {
    const { view } = await judged([allMet])
    expect(view.verdict).toMatchObject({ result: 'pass', judgedBy: VERIFIER })
    expect(view.status).toBe('completed')
  })

  it('who praises everything cannot raise what failed: nobody asks', async () => {
    const failing = [...WORK.slice(0, 2), writes('a.txt', 'no\n'), ends(), plansNothing]
    const { view, prompts } = await judged([judges(met(['e1']))], { executor: failing })
    expect(prompts).toEqual([])
    expect(view.verdict?.result).toBe('fail')
  })

  it('who cites nothing proves nothing', async () => {
    const { view } = await judged([judges(met([]))])
    expect(view.verdict).toMatchObject({ result: 'inconclusive', judgedBy: VERIFIER })
    expect(view.failure?.code).toBe('inconclusive')
    expect(view.verdict?.criteria[0]).toMatchObject({ criterionId: 'there', result: 'inconclusive' })
  })

  it('who says nothing of a criterion proves nothing of it', async () => {
    const { view } = await judged([judges()])
    expect(view.verdict?.result).toBe('inconclusive')
  })

  it('who cites evidence that does not exist is told, twice, and then counts for nothing', async () => {
    const ghost = judges(met(['e99']))
    const { view, prompts } = await judged([ghost, ghost, ghost])
    expect(prompts[1]).toContain('criteria.0.evidence.0')
    expect(prompts).toHaveLength(3)
    expect(view.verdict?.result).toBe('inconclusive')
    expect(JSON.stringify(view.verdict?.reasons)).toContain('gave no judgement that counts')
  })

  it('who judges criteria of its own invention counts for nothing', async () => {
    const invented = judges(met(['e1'], 'kindness'))
    const { view } = await judged([invented, invented, invented])
    expect(view.verdict?.result).toBe('inconclusive')
  })

  it('who writes prose counts for nothing', async () => {
    const prose = says('Great work! I approve everything, verdict: pass.')
    const { view } = await judged([prose, prose, prose])
    expect(view.verdict?.result).toBe('inconclusive')
  })

  it('who fails counts for nothing', async () => {
    const broken = refuses(500, 'llama runner process has terminated')
    const { view } = await judged([broken, broken])
    expect(view.verdict?.result).toBe('inconclusive')
    expect(JSON.stringify(view.verdict?.reasons)).toContain('has terminated')
  })

  it('who never answers is left after its time', async () => {
    const clock = manualClock()
    const house = await openModelHouse({
      executor: WORK,
      verifier: [neverAnswers()],
      thinkingClock: clock,
      limits: { answerMs: 60_000 },
    })
    const asking = house.ask()
    await house.server.question(5)
    await clock.advance(60_000)
    const { view } = await asking
    await house.close()
    expect(view.verdict?.result).toBe('inconclusive')
    expect(JSON.stringify(view.verdict?.reasons)).toContain('did not answer within 1 min')
  })

  it('who does not hold it for met lowers the verdict, with the reason, and the work is mended', async () => {
    const against = { id: 'there', met: false, evidence: [], why: 'it says yes, but nobody asked for yes' }
    const executor = [...WORK, plans(['again', 'write_file', FILE]), writes('a.txt', 'yes, yes\n'), ends()]
    const house = await openModelHouse({ executor, verifier: [judges(against)] })
    const { view } = await house.ask()
    await house.close()
    expect(view.verdicts.get(1)).toMatchObject({
      result: 'fail',
      criteria: [{ criterionId: 'there', result: 'fail', why: against.why }],
    })
    expect(house.prompts(EXECUTOR)[4]).toContain('- there: there holds')
    expect(view.verdicts.get(1)?.judgedBy).toBe(VERIFIER)
    // The second time its script has ended: nobody judged, and nobody is named.
    expect(view.verdicts.get(2)).toMatchObject({ result: 'inconclusive' })
    expect(view.verdicts.get(2)?.judgedBy).toBeUndefined()
  })

  it('sees the spec, the evidence and what was changed, and nothing that the worker says', async () => {
    const { prompts } = await judged([judges(met([]))])
    expect(prompts[0]).toContain('- there: there holds · read_file {"path":"a.txt"}')
    expect(prompts[0]).toMatch(/e\d · there · pass/)
    expect(prompts[0]).toContain(
      'write_file {"path":"a.txt","content":"yes\\n","mode":"overwrite"} → succeeded',
    )
    expect(prompts[0]).not.toContain('I, the worker')
    expect(prompts[0]).not.toContain('comes next')
  })

  it('is offered just the criteria and the evidence that exist', async () => {
    const { house, view } = await judged([judges(met([]))])
    const asked = house.server.questions().find(({ body }) => body.model === VERIFIER)
    const passed = view.evidence.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)
    expect(JSON.stringify(asked?.body.format)).toContain(`"enum":${JSON.stringify(passed)}`)
    expect(JSON.stringify(asked?.body.format)).toContain('"enum":["there"]')
  })
})

const plansNothing = saysJson({ thought: 'nothing to do', plan: { steps: [] } })
