import type { WorkflowInfo } from '../../src/domain/agent.ts'
import type { Engine } from '../../src/domain/engine.ts'
import { UserError } from '../../src/domain/errors.ts'
import type { LiveOutput, RunEvent } from '../../src/domain/event.ts'
import { isFinal, type RunId, type RunRequest } from '../../src/domain/run.ts'
import type { RunSummary } from '../../src/domain/journal.ts'
import type { Question } from '../../src/domain/question.ts'
import { viewOf } from '../../src/domain/run-fold.ts'

type Item = RunEvent | LiveOutput
type Call = readonly [name: string, ...args: unknown[]]

/**
 * The Engine port over runs that a test tells: it keeps events, serves them to followers and notes what was asked of
 * it. It decides nothing; what an answer or a cancel leads to, the test tells.
 */
export function toldEngine(workflows: readonly WorkflowInfo[] = []) {
  const runs = new Map<RunId, Item[]>()
  const calls: Call[] = []
  const listeners = new Set<() => void>()
  const all: RunEvent[] = []
  let blobs: Readonly<Record<string, string>> = {}
  const answered = new Map<string, Question>()
  let onSubmit: (request: RunRequest) => RunId = () => {
    throw new UserError('not_now', 'no run is told')
  }

  const tell = (runId: RunId, ...items: Item[]) => {
    const held = runs.get(runId) ?? []
    runs.set(runId, held)
    held.push(...items)
    for (const item of items) if (item.type !== 'live.output') all.push(item)
    for (const listener of listeners) listener()
  }
  const eventsOf = (runId: RunId): RunEvent[] =>
    (runs.get(runId) ?? []).filter((item) => item.type !== 'live.output')
  const find = (prefix: string): RunId => {
    const ids = [...runs.keys()].filter((id) => id.startsWith(prefix.toUpperCase()))
    const [id] = ids
    if (id === undefined) throw new UserError('not_found', `No run ${prefix}.`)
    if (ids.length > 1) throw new UserError('ambiguous', `${prefix} fits ${ids.length} runs.`)
    return id
  }
  const questions = (): Question[] =>
    [...runs.keys()].flatMap((id) => [...viewOf(id, eventsOf(id)).questions.values()])
  const changed = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const listener = () => {
        listeners.delete(listener)
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = () => {
        listeners.delete(listener)
        reject(signal.reason)
      }
      if (signal.aborted) return onAbort()
      listeners.add(listener)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  const summary = (id: RunId): RunSummary => {
    const view = viewOf(id, eventsOf(id))
    return {
      id,
      status: view.status,
      phase: view.phase,
      attempt: view.attempt,
      request: view.request?.text ?? '',
      ...(view.workflow ? { workflow: view.workflow.name } : {}),
      thread: view.request?.thread ?? '',
      surface: 'console',
      priority: 'medium',
      createdAt: view.createdAt,
      lastSeq: view.lastSeq,
    }
  }

  const identity = { version: '0.1.0', pid: 1, home: '/home', kind: 'service' } as const
  const engine: Engine = {
    async submit(request) {
      calls.push(['submit', request])
      return { runId: onSubmit(request) }
    },
    async cancel(runId, by, reason) {
      calls.push(['cancel', find(runId), by, reason])
    },
    async setAway(on, by) {
      calls.push(['setAway', on, by])
      return on ? { since: 0, by } : undefined
    },
    async schedules() {
      return []
    },
    async addSchedule() {
      throw new UserError('not_now', 'No schedules are kept.')
    },
    async changeSchedule(id) {
      throw new UserError('not_found', `No schedule ${id}.`)
    },
    async runSchedule(id) {
      throw new UserError('not_found', `No schedule ${id}.`)
    },
    async ownRules() {
      return []
    },
    async revokeRule(id) {
      throw new UserError('not_found', `No rule ${id}.`)
    },
    async answer(id, option, by, reason, command) {
      const open = questions().filter((question) => question.id.startsWith(id))
      const [question] = open
      if (!question) throw new UserError('not_found', `No question ${id}.`)
      if (question.status !== 'open' || answered.has(question.id))
        throw new UserError('not_now', `Question ${id} is answered.`)
      calls.push(['answer', question.id, option, by, reason, ...(command === undefined ? [] : [command])])
      answered.set(question.id, question)
      return question
    },
    async reverify(runId, by) {
      calls.push(['reverify', find(runId), by])
    },
    async repair(runId, by) {
      calls.push(['repair', find(runId), by])
    },
    async steer(runId, text, by) {
      calls.push(['steer', find(runId), text, by])
    },
    async runs(filter = {}) {
      return [...runs.keys()]
        .map(summary)
        .filter(({ thread }) => filter.thread === undefined || thread === filter.thread)
        .filter(({ status }) => filter.status === undefined || filter.status.includes(status))
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, filter.limit ?? 50)
    },
    async show(runId) {
      const id = find(runId)
      return { run: summary(id), events: eventsOf(id) }
    },
    async questions(filter = {}) {
      return questions()
        .filter(({ status }) => filter.status === undefined || status === filter.status)
        .filter(({ thread }) => filter.thread === undefined || thread === filter.thread)
    },
    async blob(sha256, range) {
      const bytes = Buffer.from(blobs[sha256] ?? '')
      return range ? bytes.subarray(range.offset, range.offset + range.length) : bytes
    },
    async audit(runId) {
      const id = find(runId)
      return { runId: id, ok: true, events: eventsOf(id).length, head: 'ab'.repeat(32) }
    },
    async pack(_runId, directory) {
      return { directory, files: [] }
    },
    async workflows() {
      return workflows
    },
    async tools() {
      return []
    },
    async explain(command) {
      return { decision: 'ask', access: 'write', rule: 'x', part: command, why: '', parts: [] }
    },
    async about() {
      return identity
    },
    async status() {
      const ids = [...runs.keys()].map(summary)
      const count = (status: RunSummary['status']) => ids.filter((run) => run.status === status).length
      const stats = {
        total: ids.length,
        completed: count('completed'),
        failed: count('failed'),
        cancelled: count('cancelled'),
        timedOut: 0,
        running: count('running'),
        queued: count('queued'),
        waiting: count('waiting'),
        meanDurationMs: 72_000,
      }
      return { ...identity, stats }
    },
    async *follow(runId, afterSeq, signal) {
      const id = find(runId)
      for (let next = 0; ; ) {
        const items = runs.get(id) ?? []
        while (next < items.length) {
          const item = items[next++]
          if (item && (item.type === 'live.output' || item.seq > afterSeq)) yield item
        }
        if (isFinal(viewOf(id, eventsOf(id)).status)) return
        await changed(signal)
      }
    },
    async position() {
      return all.length
    },
    async *feed(position, signal) {
      for (let next = position; ; ) {
        const page = all.slice(next).map((event, index) => ({ position: next + index + 1, event }))
        next += page.length
        if (page.length > 0) yield page
        if (signal.aborted) return
        if (next === all.length) await changed(signal).catch(() => undefined)
      }
    },
    async *watch(signal) {
      for (let next = all.length; ; ) {
        while (next < all.length) {
          const event = all[next++]
          if (event) yield event
        }
        try {
          await changed(signal)
        } catch {
          return
        }
      }
    },
  }
  return {
    engine,
    calls,
    tell,
    onSubmit(callback: typeof onSubmit) {
      onSubmit = callback
    },
    keep(outputs: Readonly<Record<string, string>>) {
      blobs = outputs
    },
  }
}
export type ToldEngine = ReturnType<typeof toldEngine>
