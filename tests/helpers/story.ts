import type { RunEvent, RunEventBody } from '../../src/domain/event.ts'
import type { Question } from '../../src/domain/question.ts'
import type { Actor, RunRequest } from '../../src/domain/run.ts'
import { viewOf } from '../../src/domain/run-fold.ts'
import type { RunView } from '../../src/domain/run-view.ts'

/** 20 November 2026, 14:00 UTC. */
export const START = Date.UTC(2026, 10, 20, 14, 0, 0)
export const RUN = '01KAHW6Q80ZT3V9M5N7P2R4S6X'
export const ALICE: Actor = { surface: 'console', id: 'alice', name: 'alice' }

const LIMITS = { timeMs: 600_000, tokens: 100_000, modelCalls: 100, turns: 50, memoryBytes: 1e9 }
const pins = { version: '0.1.0', configDigest: 'd1', limits: LIMITS }

/** Journaled facts of a run as a test tells them: each `add` is a commit, `wait` lets time pass. */
export function story(request: Partial<RunRequest> = {}, runId = RUN) {
  const events: RunEvent[] = []
  let at = START
  const add = (...bodies: RunEventBody[]) => {
    for (const body of bodies) events.push({ ...body, runId, seq: events.length + 1, at })
    return told
  }
  const told = {
    events,
    runId,
    add,
    wait(ms: number) {
      at += ms
      return told
    },
    now: () => at,
    view: (): RunView => viewOf(runId, events),
    /** A step's call from request to end. */
    step(id: string, ms: number, more: Partial<Extract<RunEventBody, { type: 'tool_call.finished' }>> = {}) {
      told.begin(id)
      at += ms
      return told.finish(id, ms, more)
    },
    begin(id: string, key = `1/execute/${id}`) {
      return add(
        {
          type: 'tool_call.requested',
          callKey: key,
          tool: 'execute_command',
          args: {},
          stepId: id,
          decision: 'allow',
          access: 'read',
          rule: 'x',
        },
        { type: 'tool_call.started', callKey: key },
      )
    },
    finish(
      id: string,
      durationMs: number,
      more: Partial<Extract<RunEventBody, { type: 'tool_call.finished' }>> = {},
      key = `1/execute/${id}`,
    ) {
      return add({
        type: 'tool_call.finished',
        callKey: key,
        outcome: 'succeeded',
        durationMs,
        ...more,
      })
    },
    evidence(
      id: string,
      criterionId: string,
      outcome: 'pass' | 'fail' | 'skipped',
      figure?: string,
      attempt = 1,
    ) {
      return add({
        type: 'evidence.recorded',
        evidence: {
          id,
          attempt,
          criterionId,
          check: { tool: 'disk_usage', args: {} },
          outcome,
          excerpt: '',
          durationMs: 12,
          ...(figure === undefined ? {} : { figure }),
        },
      })
    },
  }
  return add(
    {
      type: 'run.submitted',
      request: { text: 'clean up the disk', locale: 'en', actor: ALICE, thread: 'console:1', ...request },
      pins,
    },
    { type: 'run.queued', reason: 'submitted' },
  )
}
export type Story = ReturnType<typeof story>

export const STEPS = [
  { id: 'measure', title: 'measure filesystems', tool: 'disk_usage', args: {}, dependsOn: [] },
  { id: 'large', title: 'list what is large', tool: 'largest_directories', args: {}, dependsOn: ['measure'] },
  { id: 'prune', title: 'docker image prune', tool: 'execute_command', args: {}, dependsOn: ['large'] },
  { id: 'vacuum', title: 'vacuum journal', tool: 'execute_command', args: {}, dependsOn: ['large'] },
  { id: 'again', title: 'measure again', tool: 'disk_usage', args: {}, dependsOn: ['prune', 'vacuum'] },
] as const

export const CRITERIA = [
  { id: 'space', statement: '/ below 85 %' },
  { id: 'services', statement: 'services still running' },
] as const

/** SPEC and PLAN are done, EXECUTE has begun. */
export const planned = (told: Story = story()): Story =>
  told
    .add(
      { type: 'run.started', attempt: 1 },
      { type: 'phase.started', phase: 'spec', attempt: 1 },
      {
        type: 'spec.set',
        spec: {
          objective: 'Clean up the disk',
          assumptions: [],
          acceptance: CRITERIA,
          risks: [],
          outOfScope: [],
        },
        workflow: { name: 'disk-cleanup', sha256: 'ab', params: {} },
      },
      {
        type: 'phase.finished',
        phase: 'spec',
        attempt: 1,
        status: 'completed',
        summary: { key: 'phase.spec', params: { criteria: 2 } },
      },
      { type: 'phase.started', phase: 'plan', attempt: 1 },
      { type: 'plan.set', attempt: 1, phase: 'plan', plan: { steps: STEPS, estimatedDurationS: 240 } },
      {
        type: 'phase.finished',
        phase: 'plan',
        attempt: 1,
        status: 'completed',
        summary: { key: 'phase.plan', params: { steps: 5, seconds: 240 } },
      },
      { type: 'phase.started', phase: 'execute', attempt: 1 },
    )
    .step('measure', 300)
    .step('large', 1_200)

/** All five steps are done; VERIFY has begun. */
export const executed = (told: Story = planned()): Story =>
  told
    .step('prune', 98_000)
    .step('vacuum', 400)
    .step('again', 300)
    .add(
      {
        type: 'phase.finished',
        phase: 'execute',
        attempt: 1,
        status: 'completed',
        summary: { key: 'phase.execute', params: { done: 5, failed: 0, skipped: 0 } },
      },
      { type: 'phase.started', phase: 'verify', attempt: 1 },
    )

export const REPORT = '/ went from 93 % to 71 % (18.4 GB freed).\n\nNothing else needs doing.'

export const passed = (told: Story = executed()): Story =>
  told
    .evidence('e1', 'space', 'pass', '71 %')
    .evidence('e2', 'services', 'pass', '23 of 23')
    .add(
      {
        type: 'verdict.reached',
        verdict: {
          result: 'pass',
          attempt: 1,
          criteria: [
            { criterionId: 'space', result: 'pass', evidence: ['e1'] },
            { criterionId: 'services', result: 'pass', evidence: ['e2'] },
          ],
          reasons: [],
        },
      },
      {
        type: 'phase.finished',
        phase: 'verify',
        attempt: 1,
        status: 'completed',
        summary: { key: 'phase.verify', params: { proven: 2, all: 2 } },
      },
      { type: 'phase.started', phase: 'complete', attempt: 1 },
      { type: 'phase.finished', phase: 'complete', attempt: 1, status: 'completed' },
      { type: 'run.completed', unproven: false, report: REPORT },
    )

export const approval = (runId: string, at: number, more: Partial<Question> = {}): Question => ({
  id: 'k7m2p9qx',
  runId,
  thread: 'console:1',
  kind: 'approval',
  status: 'open',
  title: { key: 'question.approval.title' },
  body: 'docker image prune --all --force --filter until=168h',
  why: { en: 'removes container images', fr: 'supprime des images de conteneurs' },
  rule: 'docker.prune',
  undo: { en: 'images can be pulled again', fr: 'les images peuvent être téléchargées à nouveau' },
  options: [
    { id: 'approve', label: { key: 'option.approve' } },
    { id: 'deny', label: { key: 'option.deny' } },
  ],
  askedAt: at,
  expiresAt: at + 1_800_000,
  stepTitle: 'docker image prune',
  subject: {
    runId,
    callKey: '1/execute/prune',
    tool: 'execute_command',
    args: { command: 'docker image prune --all --force --filter until=168h' },
    cwd: '/',
    env: {},
    mode: 'direct',
    requester: ALICE,
    validUntil: at + 2_400_000,
  },
  hash: 'ab'.repeat(32),
  ...more,
})
