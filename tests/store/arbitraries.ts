import fc from 'fast-check'
import type { RunEventBody, RunEventType } from '../../src/domain/event.ts'

/*
 * Events of every type with fields drawn at will: what the types allow and, since databases outlive programs, what they
 * do not (unknown words in enumerations, nulls, fields that nobody has heard of).
 */

const text = fc.oneof(fc.string(), fc.constantFrom('', '1/execute/prune', 'prune', '0', 'é\u0000\ud800"\\'))
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/)
const json = fc.jsonValue({ maxDepth: 2 }).map(plainZero)
const number = fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }).map(plainZero))
const object = fc.dictionary(fc.string(), json, { maxKeys: 3 }) as fc.Arbitrary<Record<string, unknown>>
const callKey = fc.constantFrom('1/execute/a', '1/execute/b', '2/repair/a', 'odd', '')
const stepId = fc.oneof(fc.constantFrom('a', 'b', 'odd', ''), text)
const blob = fc.oneof(
  fc.record({ sha256, bytes: fc.nat() }),
  fc.record({ sha256, bytes: fc.nat(), truncated: fc.boolean() }),
  fc.record({ sha256: text, bytes: fc.nat() }),
  object,
)
const word = (...words: readonly string[]) => fc.oneof(fc.constantFrom(...words), text)
const phase = word('spec', 'plan', 'execute', 'verify', 'repair', 'complete')
const attempt = fc.nat(20)

type FieldsOf = Readonly<Record<string, fc.Arbitrary<unknown>>>

/** The fields of each type; every one may also be missing, null, or something else entirely. */
const FIELDS: Readonly<Record<RunEventType, FieldsOf>> = {
  'run.submitted': { request: object, pins: object },
  'run.queued': { reason: word('submitted', 'reverify', 'repair', 'continue', 'shutdown'), by: object },
  'run.started': { attempt },
  'run.resumed': {},
  'run.waiting': { questionId: text, reason: json, until: fc.nat() },
  'run.completed': { unproven: fc.boolean(), report: text },
  'run.failed': { reason: json, code: word('not_passed'), report: text },
  'run.cancelled': { by: object, reason: text },
  'phase.started': { phase, attempt },
  'phase.finished': { phase, attempt, status: word('completed', 'failed', 'skipped'), summary: json },
  'spec.set': { spec: object, workflow: object },
  'plan.set': { attempt, phase, plan: object },
  'turn.answered': { key: text, answer: object, usage: object },
  'tool_call.requested': {
    callKey,
    tool: word('execute_command', 'run_typecheck'),
    args: object,
    stepId,
    decision: word('allow', 'ask', 'deny'),
    access: word('read', 'write'),
    rule: text,
    part: text,
    why: json,
  },
  'tool_call.started': { callKey, mode: word('direct', 'sandbox'), approval: text },
  'tool_call.finished': {
    callKey,
    outcome: word('succeeded', 'failed', 'denied', 'cancelled', 'unknown'),
    durationMs: number,
    result: fc.oneof(
      json.map((value) => ({ value })),
      blob.map((held) => ({ blob: held })),
      object,
    ),
    exitCode: number,
    output: blob,
    error: object,
  },
  'step.skipped': { attempt, stepId, why: json },
  'attempt.retried': { callKey, retry: number, delayMs: number, code: text },
  'attempt.timed_out': { callKey, limitMs: number },
  'recovery.attempted': {
    callKey,
    code: text,
    subject: text,
    suggestions: fc.array(text, { maxLength: 3 }),
    retriedWith: text,
    success: fc.boolean(),
  },
  'change.recorded': {
    callKey,
    class: text,
    snapshot: text,
    sha256: text,
    files: number,
    bytes: number,
    confirm: fc.boolean(),
    cannot: json,
    label: json,
    keepMs: number,
    checks: fc.array(text, { maxLength: 3 }),
  },
  'change.kept': { callKey, by: object, checks: json },
  'change.restored': {
    callKey,
    reason: text,
    restorer: text,
    verified: fc.boolean(),
    parts: json,
    checks: json,
  },
  'question.opened': { question: object },
  'question.answered': { questionId: text, answer: object },
  'question.expired': { questionId: text },
  'question.settled': { question: object },
  'evidence.recorded': { evidence: object },
  'verdict.reached': { verdict: object },
  'budget.warned': { resource: text, level: text, limit: number, value: number },
  'budget.exceeded': { resource: text, limit: number, value: number },
  'incident.opened': { incident: object },
  steered: { text, by: object },
}

export const EVENT_TYPES = Object.keys(FIELDS) as RunEventType[]

/** One event of that type. */
export function eventOf(type: RunEventType): fc.Arbitrary<RunEventBody> {
  const fields = Object.entries(FIELDS[type]).map(([name, arbitrary]) =>
    fc
      .oneof(
        { weight: 6, arbitrary },
        { weight: 1, arbitrary: json },
        { weight: 2, arbitrary: fc.constant(undefined) },
      )
      .map((value) => [name, value] as const),
  )
  const extra = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: extras })
  return fc
    .tuple(fc.tuple(...fields), extra)
    .map(([held, more]) => ({ ...more, ...Object.fromEntries(held), type }) as unknown as RunEventBody)
}

const ENVELOPE = new Set(['type', 'runId', 'seq', 'at', '__proto__'])
const extras = object.map((fields) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !ENVELOPE.has(name))),
)

export const anyEvent: fc.Arbitrary<RunEventBody> = fc.oneof(...EVENT_TYPES.map(eventOf))

/** JSON knows no negative zero. */
function plainZero<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
