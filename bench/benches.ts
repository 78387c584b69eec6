import type { Bench, Figure } from './figure.ts'
import type { JournalFigure } from './journal.ts'

/** Every bench, in the order in which they run. Each is loaded when its turn comes, so that none warms up another. */
export const benches: readonly Bench[] = [
  {
    name: 'journal',
    async run() {
      const { benchJournal } = await import('./journal.ts')
      const { stepNormal, stepFull, concurrentFull, bytesPerStep } = await benchJournal()
      return [
        perSecond('journal.step-normal', stepNormal, 0.4),
        perSecond('journal.step-full', stepFull, 0.9),
        perSecond('journal.joined-full', concurrentFull, 3),
        { name: 'journal.size', value: bytesPerStep, unit: 'bytes/step', aim: { atMost: 200 } },
      ]
    },
  },
  {
    name: 'engine',
    run: async () => (await import('./engine.ts')).benchEngine(),
  },
  {
    name: 'policy',
    async run() {
      const { benchPolicy } = await import('./policy.ts')
      const { decisionsPerSecond, p99Ms, floor } = await benchPolicy()
      return [
        {
          name: 'policy.decisions',
          value: decisionsPerSecond,
          unit: '/s',
          floor: { what: 'bare parses of the same texts', value: floor.parsesPerSecond },
        },
        { name: 'policy.decisions-aim', value: decisionsPerSecond, unit: '/s', aim: { atLeast: 15_000 } },
        { name: 'policy.p99', value: p99Ms, unit: 'ms', aim: { atMost: 0.5 } },
      ]
    },
  },
  {
    name: 'model',
    run: async () => (await import('./model.ts')).benchModel(),
  },
  {
    name: 'sandbox',
    run: async () => (await import('./sandbox.ts')).benchSandbox(),
  },
  {
    name: 'discovery',
    run: async () => (await import('./discovery.ts')).benchDiscovery(),
  },
  {
    name: 'delivery',
    run: async () => (await import('./delivery.ts')).benchDelivery(),
  },
  {
    name: 'start',
    run: async () => (await import('./start.ts')).benchStart(),
  },
]

function perSecond(name: string, measured: JournalFigure, atLeast: number): Figure {
  return {
    name,
    value: measured.perSecond,
    unit: '/s',
    floor: { what: 'single-row commits of better-sqlite3', value: measured.rawPerSecond },
    aim: { atLeast },
  }
}
