import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderOf } from '../../../src/agents/workflow/order.ts'
import { parseWorkflow } from '../../../src/agents/workflow/parse.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

type Step = { readonly id: string; readonly dependsOn: string[] }

/** The definition itself, however slow: everything that can be reached through `dependsOn`. */
function reached(from: Step, group: readonly Step[]): Set<string> {
  const found = new Set<string>()
  const visit = ({ dependsOn }: Step): void => {
    for (const id of dependsOn) {
      const step = group.find((one) => one.id === id)
      if (!step || found.has(id)) continue
      found.add(id)
      visit(step)
    }
  }
  visit(from)
  return found
}

const groups = (mayCircle: boolean) =>
  fc.integer({ min: 1, max: 40 }).chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc
          .array(fc.integer({ min: 0, max: mayCircle ? size - 1 : Math.max(0, i - 1) }), { maxLength: 3 })
          .map(
            (needs): Step => ({
              id: `s${i}`,
              dependsOn: (mayCircle ? needs : needs.filter((one) => one < i)).map((one) => `s${one}`),
            }),
          ),
      ),
    ),
  )

describe('orderOf', () => {
  it('knows what comes before what', () => {
    fc.assert(
      fc.property(groups(false), (group) => {
        const order = orderOf(group)
        expect(order.circular).toBeUndefined()
        for (const step of group) {
          const before = group.filter(({ id }) => order.isBefore(id, step.id)).map(({ id }) => id)
          expect(new Set(before)).toEqual(reached(step, group))
        }
      }),
    )
  })

  it('finds a step that waits for itself where there is one, and only there', () => {
    fc.assert(
      fc.property(groups(true), (group) => {
        const { circular } = orderOf(group)
        const waits = group.filter((step) => reached(step, group).has(step.id)).map(({ id }) => id)
        if (waits.length === 0) expect(circular).toBeUndefined()
        else expect(waits).toContain(circular)
      }),
    )
  })
})

describe('a file of 3,000 steps in a row', () => {
  const SIZE = 3_000
  const file = (last: string) => {
    const steps = Array.from({ length: SIZE - 1 }, (_, i) =>
      commandStep(`s${i}`, 'true', i === 0 ? '' : `dependsOn: [s${i - 1}]`),
    )
    const end = commandStep('end', `echo \${$steps.${last}.exitCode}`, `dependsOn: [s${SIZE - 2}]`)
    return workflowText('long', { steps: [...steps, end].join('\n') })
  }

  it('is read whole, and the last step may name the first', async () => {
    const workflow = await parseWorkflow(file('s0'), 'long.yaml', ['execute_command'])
    expect(workflow.steps).toHaveLength(SIZE)
  })

  it('is refused for one wrong name at its end', async () => {
    await expect(parseWorkflow(file('end'), 'long.yaml', ['execute_command'])).rejects.toThrow(
      /names \$steps\.end; known here: s0, s1, /,
    )
  })
})
