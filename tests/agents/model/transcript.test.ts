import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fenceFor } from '../../../src/agents/model/fence.ts'
import { actSchema, judgeSchema, planAnswer, specAnswer } from '../../../src/agents/model/schemas.ts'
import { shorten } from '../../../src/agents/model/shorten.ts'
import { fitHistory, type History } from '../../../src/agents/model/transcript.ts'
import { estimateConversationTokens, estimateTokens } from '../../../src/agents/models/tokens.ts'
import { promptsDigest, promptsFor } from '../../../src/agents/prompts/prompts.ts'
import type { CallResult, Turn } from '../../../src/domain/agent.ts'
import { LOCALES } from '../../../src/domain/text.ts'

const wording = { prompts: promptsFor('en'), fence: fenceFor('test') }

/** Turns whose results have so many characters. */
function historyOf(sizes: readonly number[]): History {
  const results = new Map<string, CallResult>()
  const turns = sizes.map((size, index): Turn => {
    const ref = `${index + 1}.1`
    results.set(ref, { outcome: 'succeeded', value: `${index + 1}:${'x'.repeat(size)}` })
    return { calls: [{ ref, tool: 'look', args: { n: index + 1 } }], wait: 'all', thought: 'next' }
  })
  return { turns, results }
}
const tokensOf = (fitted: ReturnType<typeof fitHistory>): number =>
  estimateConversationTokens(fitted.messages) + estimateTokens(fitted.condensed)

describe('the turns so far', () => {
  it('are told whole while they fit', () => {
    const fitted = fitHistory(historyOf([10, 20, 30]), 2_000, wording)
    expect(fitted.condensed).toBe('')
    expect(fitted.messages.map(({ role }) => role)).toEqual([
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ])
  })

  it('fit any room, and the last one is always told', () => {
    const sizes = fc.array(fc.nat(20_000), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 600, max: 20_000 }), (list, room) => {
        const fitted = fitHistory(historyOf(list), room, wording)
        expect(tokensOf(fitted)).toBeLessThanOrEqual(room)
        expect(fitted.messages.at(-1)?.content).toContain(`\n${list.length}:`)
        expect(fitted.messages.at(-2)?.content).toContain(`"n":${list.length}`)
      }),
      { numRuns: 200 },
    )
  })

  it('are a line each when they are old, and a number when they are older', () => {
    const fitted = fitHistory(historyOf(Array<number>(200).fill(3_000)), 4_000, wording)
    const lines = fitted.condensed.split('\n')
    expect(lines[0]).toMatch(/^\(\d+ turns before these are left out\)$/)
    expect(lines.at(-1)).toMatch(/^19\d look \{"n":19\d\} → succeeded$/)
    const whole = fitted.messages.length / 2
    expect(Number(lines[0]?.slice(1).split(' ')[0]) + lines.length - 1 + whole).toBe(200)
  })

  it('change their beginning only every few turns, so that a server can keep what it has read', () => {
    const begins = Array.from({ length: 12 }, (_, n) => {
      const fitted = fitHistory(historyOf(Array<number>(30 + n).fill(3_000)), 12_000, wording)
      return fitted.condensed.split('\n').length
    })
    expect(new Set(begins).size).toBeLessThanOrEqual(4)
  })
})

it('shortens to head and tail, and says how much is left out', () => {
  const text = shorten('abcdefghij', 6, (count) => `[${count}]`)
  expect(text).toBe('abcd\n[4]\nij')
  expect(shorten('abc', 3, () => '!')).toBe('abc')
  expect(shorten('abc', 0, () => '!')).toBe('\n!\n')
})

it('knows its prompts by a digest, one for each language', () => {
  expect(promptsDigest('en')).toMatch(/^[0-9a-f]{12}$/)
  expect(promptsDigest('fr')).not.toBe(promptsDigest('en'))
  expect(promptsDigest('en')).toBe(promptsDigest('en'))
})

it('has the same holes in both languages', () => {
  const holes = (value: unknown): string[] =>
    typeof value === 'string'
      ? [...value.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()
      : Object.entries(value as object).flatMap(([key, held]) => holes(held).map((hole) => `${key}.${hole}`))
  expect(holes(promptsFor('fr'))).toEqual(holes(promptsFor('en')))
  expect(holes(promptsFor('en'))).toContain('rules.workspace')
})

it('gives one example for each job, which fits what is asked for', () => {
  const tools = ['read_file', 'write_file']
  for (const locale of LOCALES) {
    const { examples } = promptsFor(locale)
    const of = (job: keyof typeof examples): unknown => JSON.parse(examples[job])
    expect(specAnswer(tools, false).safeParse(of('spec')).success).toBe(true)
    expect(planAnswer(tools, false, 1).safeParse(of('plan')).success).toBe(true)
    expect(planAnswer(tools, false, 1).safeParse(of('mend')).success).toBe(true)
    expect(actSchema(tools).safeParse(of('act')).success).toBe(true)
    expect(judgeSchema(['greets'], ['e1']).safeParse(of('judge')).success).toBe(true)
  }
})
