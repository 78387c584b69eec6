import { parentPort, workerData } from 'node:worker_threads'
import { createFcbo } from './concepts/fcbo.ts'
import { createContext } from './context/formal-context.ts'
import { createStemBase, type StemBaseCursor } from './implications/stem-base.ts'
import type { ConceptCursor } from './concepts/cursor.ts'
import type { FromWorker, WorkerTask } from './worker-protocol.ts'

/** The thread's own side of `run-in-worker.ts`: walks, tells how far it is, and hands over what it found in one piece. */

const BETWEEN_REPORTS = 8_192

const task = workerData as WorkerTask
const context = createContext(task.context)
const words = (context.attributes.length + 31) >>> 5
const tell = (message: FromWorker, moved: readonly ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, [...moved])

const found =
  task.kind === 'concepts' ? walkConcepts(createFcbo(context)) : walkStemBase(createStemBase(context))
tell(found, [found.sets.buffer, found.support.buffer])

type Done = Extract<FromWorker, { type: 'done' }>

function walkConcepts(cursor: ConceptCursor): Done {
  const kept = collector(words)
  while (kept.count() < task.limit && cursor.advance()) {
    kept.put(cursor.intent, undefined, cursor.support)
    if (kept.count() % BETWEEN_REPORTS === 0) tell({ type: 'progress', found: kept.count() })
  }
  return kept.done(kept.count() < task.limit || !cursor.advance())
}

function walkStemBase(cursor: StemBaseCursor): Done {
  const kept = collector(words * 2)
  let walked = 0
  while (kept.count() < task.limit) {
    if (!cursor.advance()) return kept.done(true)
    if (cursor.found) kept.put(cursor.found.premise, cursor.found.conclusion, cursor.support)
    if (++walked % BETWEEN_REPORTS === 0) tell({ type: 'progress', found: kept.count() })
  }
  return kept.done(false)
}

/** Sets of a fixed number of words one after the other: a few large arrays, handed over without copying. */
function collector(width: number) {
  let sets = new Uint32Array(width * 1024)
  let support = new Uint32Array(1024)
  let count = 0
  return {
    count: () => count,
    put(first: Uint32Array, second: Uint32Array | undefined, supported: number) {
      if (count === support.length) {
        sets = doubled(sets)
        support = doubled(support)
      }
      sets.set(first, count * width)
      if (second) sets.set(second, count * width + first.length)
      support[count++] = supported
    },
    done: (complete: boolean): Done => ({
      type: 'done',
      complete,
      sets: sets.slice(0, count * width),
      support: support.slice(0, count),
    }),
  }
}

function doubled(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(list.length * 2)
  larger.set(list)
  return larger
}
