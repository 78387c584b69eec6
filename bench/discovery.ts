import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ClosureOperator } from '../src/discovery/closure-system.ts'
import type { ConceptCursor } from '../src/discovery/concepts/cursor.ts'
import { createFcbo } from '../src/discovery/concepts/fcbo.ts'
import { createNextClosure } from '../src/discovery/concepts/next-closure.ts'
import type { FormalContext } from '../src/discovery/context/formal-context.ts'
import { createLinClosure } from '../src/discovery/implications/lin-closure.ts'
import { createTrieClosure } from '../src/discovery/implications/premise-trie.ts'
import { createStemBase, stemBase } from '../src/discovery/implications/stem-base.ts'
import { nominalContext, randomContext } from './contexts.ts'
import type { Figure } from './figure.ts'
import { createNaiveNextClosure } from './naive-next-closure.ts'

/** What a walk may take, in milliseconds of processor time; the rate counts what it found until then. */
const PATIENCE_MS = 2_000
const LEAST_MS = 200
const ROUNDS = 3

/** A walk that says after each step whether it goes on, and whether what it met counts. */
interface Walk {
  advance(): boolean
  counts?(): boolean
}

/** `min` ratios: about half of what two cores of a shared machine showed, so that a step backwards is seen and noise is not. */
const CONTEXTS = [
  { name: '100x20', make: () => randomContext(100, 20, 0.3, 1), next: 20, fcbo: 40, base: 2 },
  { name: '1000x30', make: () => randomContext(1000, 30, 0.2, 1), next: 50, fcbo: 150, base: 12 },
  { name: '8124x119', make: () => nominalContext(8124, 24, 1, 0.4), next: 150, fcbo: 3000, base: 0.5 },
] as const

/** Concepts and implications per second, memory, and growth with objects and attributes. */
export async function benchDiscovery(): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const { name, make, next, fcbo, base } of CONTEXTS) {
    const context = make()
    const floor = {
      what: 'NextClosure one bit at a time, concepts',
      value: best(() => createNaiveNextClosure(context), 500),
    }
    const rate = (what: string, walk: () => Walk, atLeast: number): Figure => ({
      name: `discovery.${what}-${name}`,
      value: best(walk),
      unit: '/s',
      floor,
      aim: { atLeast },
    })
    figures.push(rate('next-closure', () => createNextClosure(context), next))
    figures.push(rate('fcbo', () => createFcbo(context), fcbo))
    figures.push(rate('stem-base', () => implications(context), base))
    figures.push({
      name: `discovery.memory-${name}`,
      value: memoryOf(() => createFcbo(context)),
      unit: 'MB',
      aim: { atMost: 64 },
    })
  }
  return [...figures, closures(), growth('objects', 4_000, 24), growth('attributes', 1_000, 48)]
}

function implications(context: FormalContext): Walk {
  const cursor = createStemBase(context)
  return { advance: cursor.advance, counts: () => cursor.found !== undefined }
}

/** The closures that a stem base is made of, of sets of two attributes: why they are made with the trie. */
function closures(): Figure {
  const context = randomContext(1000, 30, 0.2, 1)
  const base = stemBase(context)
  const walk = (closure: ClosureOperator) => (): Walk => {
    let i = 0
    return { advance: () => closure(new Uint32Array([(1 << (i % 30)) | (1 << (i++ % 29))])).length === 1 }
  }
  return {
    name: 'discovery.closure-1000x30',
    value: best(walk(createTrieClosure(base, 30)), 500),
    unit: '/s',
    floor: { what: 'LinClosure', value: best(walk(createLinClosure(base, 30)), 500) },
    aim: { atLeast: 5 },
  }
}

/** The best of some rounds: everything else on the machine only slows down. */
function best(create: () => Walk, patienceMs = PATIENCE_MS): number {
  let rate = 0
  for (let round = 0; round < ROUNDS; round++) rate = Math.max(rate, ratePerSecond(create, patienceMs))
  return rate
}

/** Of processor time, garbage collection included: the same on a busy machine as on an idle one. Short walks are repeated. */
function ratePerSecond(create: () => Walk, patienceMs: number): number {
  const started = process.cpuUsage()
  const spentMs = () => process.cpuUsage(started).user / 1000
  let found = 0
  do {
    const walk = create()
    for (let steps = 1; walk.advance(); steps++) {
      if (!walk.counts || walk.counts()) found++
      if (steps % 64 === 0 && spentMs() > patienceMs) break
    }
  } while (spentMs() < LEAST_MS)
  return (found * 1000) / spentMs()
}

/** Without the option --expose-gc at the start of the process. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** What a walk over the concepts holds in the middle of its way, over what there was before. */
function memoryOf(create: () => ConceptCursor): number {
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
  create().advance()
  collectGarbage()
  const before = used()
  const cursor = create()
  for (let steps = 0; steps < 10_000 && cursor.advance(); steps++);
  collectGarbage()
  const after = used()
  cursor.advance()
  return Math.max(0, after - before) / 2 ** 20
}

/** The time a concept takes when one side of a 1000 × 24 context grows; four times the objects, or twice the attributes and so two words instead of one. */
function growth(side: 'objects' | 'attributes', objects: number, attributes: number): Figure {
  const perConcept = (context: FormalContext) => 1e6 / best(() => createFcbo(context))
  const small = perConcept(randomContext(1_000, 24, 0.2, 2))
  return {
    name: `discovery.growth-${side}`,
    value: perConcept(randomContext(objects, attributes, 0.2, 2)),
    unit: 'µs/concept',
    floor: { what: 'FCbO on 1000 × 24', value: small },
    aim: { atMost: 4 },
  }
}
