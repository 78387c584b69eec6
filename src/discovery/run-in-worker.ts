import { Worker } from 'node:worker_threads'
import type { Bitset } from './bitset.ts'
import type { FormalContext } from './context/formal-context.ts'
import type { Implication } from './implications/implication.ts'
import type { FromWorker, WorkerTask } from './worker-protocol.ts'

export interface WorkerOptions {
  readonly signal: AbortSignal
  /** Concepts or implications, at most. */
  readonly limit: number
  /** How many were found so far, now and then. */
  onProgress?(found: number): void
  /** Compiled; beside this file by default. */
  readonly file?: URL
  /** Of the thread's heap, in MB; past it the thread ends and this rejects. */
  readonly memoryMb?: number
}

export interface SupportedIntent {
  readonly intent: Bitset
  readonly support: number
}

export interface SupportedImplication extends Implication {
  readonly support: number
}

/** Concepts in lectic order, in a thread of their own: the process stays responsive, and abort ends the thread at once. */
export async function conceptsInWorker(
  context: FormalContext,
  options: WorkerOptions,
): Promise<{ readonly concepts: readonly SupportedIntent[]; readonly complete: boolean }> {
  const { sets, support, complete } = await run('concepts', context, options)
  const words = (context.attributes.length + 31) >>> 5
  const concepts = Array.from(support, (support, i) => ({
    intent: sets.subarray(i * words, (i + 1) * words),
    support,
  }))
  return { concepts, complete }
}

/** The stem base in lectic order of its premises, likewise. */
export async function stemBaseInWorker(
  context: FormalContext,
  options: WorkerOptions,
): Promise<{ readonly implications: readonly SupportedImplication[]; readonly complete: boolean }> {
  const { sets, support, complete } = await run('stem_base', context, options)
  const words = (context.attributes.length + 31) >>> 5
  const implications = Array.from(support, (support, i) => ({
    premise: sets.subarray(2 * i * words, (2 * i + 1) * words),
    conclusion: sets.subarray((2 * i + 1) * words, 2 * (i + 1) * words),
    support,
  }))
  return { implications, complete }
}

type Done = Extract<FromWorker, { type: 'done' }>

/** Rejects with the signal's reason, or with the thread's error. */
async function run(kind: WorkerTask['kind'], context: FormalContext, options: WorkerOptions): Promise<Done> {
  const { signal, limit, onProgress, file = new URL('./worker.js', import.meta.url), memoryMb } = options
  signal.throwIfAborted()
  const { name, objects, attributes, rows } = context
  const workerData: WorkerTask = { kind, limit, context: { name, objects, attributes, rows } }
  const worker = new Worker(file, {
    workerData,
    ...(memoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
  })
  let onAbort = () => undefined as void
  const ended = new Promise<Done>((resolve, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'progress') onProgress?.(message.found)
      else resolve(message)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`the thread ended with ${code} and no result`)))
  })
  try {
    return await ended
  } finally {
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}
