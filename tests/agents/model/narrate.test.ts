import { expect, it } from 'vitest'
import type { AgentRun, Desk } from '../../../src/domain/agent.ts'
import type { Model } from '../../../src/domain/model.ts'
import type { Locale } from '../../../src/domain/text.ts'
import { narrate } from '../../../src/agents/model/narrate.ts'
import { NO_BREAK } from '../../../src/i18n/spacing.ts'
import { manualClock } from '../../helpers/clock.ts'
import { openModelHouse } from '../../helpers/model-house.ts'
import { gate } from '../../helpers/model-server.ts'
import { contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

function listening(locale: Locale = 'en') {
  const told: string[] = []
  const clock = manualClock()
  const desk = { tell: (text: string) => told.push(text) } as unknown as Desk
  const request = { text: 'x', locale, actor: { surface: 'test', id: 't' }, thread: 't' }
  const run: AgentRun = { runId: 'r', request, attempt: 1, steered: [], desk }
  const narration = narrate(run, { name: 'big:70b' } as Model, clock)
  return { told, clock, ...narration }
}

it('says for how long a model has loaded or thought, minutes too', async () => {
  const { told, clock, end } = listening()
  await clock.advance(1_000)
  await clock.advance(94_000)
  expect(told[0]).toBe('big:70b loads or thinks, 1 s\n')
  expect(told.at(-1)).toBe('big:70b loads or thinks, 1 min 35 s\n')
  end()
})

it('then how much it writes, how fast, and its last words without the signs of JSON', async () => {
  const { told, clock, options, end } = listening()
  await clock.advance(500)
  for (const piece of ['{"thought":', ' "I read', ' the log\\nfirst', '"']) options.onText?.(piece)
  await clock.advance(500)
  expect(told).toEqual(['big:70b writes, 4 tokens, 8/s: …thought: I read the log first\n'])
  end()
})

it('begins anew after a retry, and says why there was one', async () => {
  const { told, clock, options, end } = listening('fr')
  options.onText?.('abc')
  const error = { code: 'cut', message: 'cut', retryable: true, model: 'big:70b', host: 'h' } as const
  options.onRetry?.({ error, delayMs: 1, next: 'small:1b' })
  await clock.advance(1_000)
  expect(told).toEqual(['big:70b: cut → small:1b\n', 'big:70b se charge ou réfléchit, 1 s\n'])
  options.onText?.('abc')
  await clock.advance(1_000)
  expect(told.at(-1)).toBe(`big:70b écrit, 1 jeton, 1/s${NO_BREAK}: …abc\n`)
  end()
})

it('says that a model thinks again when it has written nothing for a while', async () => {
  const { told, clock, options, end } = listening()
  options.onText?.('abc')
  await clock.advance(1_000)
  await clock.advance(4_000)
  expect(told[0]).toContain('writes, 1 token, 1/s: …abc')
  expect(told.at(-1)).toBe('big:70b loads or thinks, 5 s\n')
  end()
})

it('says nothing once the answer is there', async () => {
  const { told, clock, end } = listening()
  end()
  await clock.advance(10_000)
  expect(told).toEqual([])
})

it('is heard by whoever follows the run, and stands in no journal', async () => {
  const clock = manualClock()
  const loaded = gate()
  const house = await openModelHouse({
    executor: [
      { ...specs({ there: contains('a.txt', 'yes') }), before: loaded.opened },
      plans(['write', 'write_file', { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }]),
      writes('a.txt', 'yes\n'),
      ends(),
    ],
    thinkingClock: clock,
  })
  const asking = house.ask()
  await house.server.question(1)
  const [run] = house.journal.runs({})
  const stop = new AbortController()
  const heard = (async () => {
    for await (const item of house.engine.follow(run?.id ?? '', 0, stop.signal))
      if (item.type === 'live.output') return item
    return undefined
  })()
  await Promise.resolve()
  await clock.advance(185_000)
  loaded.open()
  expect(await heard).toMatchObject({
    callKey: '1/spec/model',
    chunk: expect.stringMatching(/^worker:1b loads or thinks, /) as unknown,
  })
  const { id, view } = await asking
  expect(view.verdict?.result).toBe('pass')
  expect(JSON.stringify(house.events(id))).not.toContain('loads or thinks')
  stop.abort()
  await house.close()
})
