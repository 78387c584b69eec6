import { describe, expect, it } from 'vitest'
import type { ActView, CallResult } from '../../../src/domain/agent.ts'
import type { PlanStep, TaskPlan } from '../../../src/domain/plan.ts'
import { act } from '../../../src/agents/workflow/act.ts'
import { agentRun, runLoop, succeeded } from '../drive.ts'

const step = (id: string, more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  title: `do ${id}`,
  tool: 'execute_command',
  args: {},
  dependsOn: [],
  ...more,
})
const planOf = (...steps: PlanStep[]): TaskPlan => ({ steps, estimatedDurationS: 1 })
const run = {
  ...agentRun({ locale: 'en' }),
  workflow: { name: 'w', sha256: '', params: { limit: 85, name: "a'b; id" } },
}
const failed: CallResult = {
  outcome: 'failed',
  error: { code: 'E_EXIT', message: 'exit code 1', recoverable: false },
}

describe('act', () => {
  it('hands out what is ready, side by side, and the next as soon as one has finished', async () => {
    const plan = planOf(
      step('a'),
      step('b'),
      step('c', { dependsOn: ['a', 'b'] }),
      step('d', { dependsOn: ['a'] }),
    )
    const order: string[] = []
    const loop = await runLoop({ act }, { run, plan }, ({ ref }) => {
      order.push(ref)
      return succeeded(null)
    })
    expect(order.slice(0, 2)).toEqual(['a', 'b'])
    expect(new Set(order)).toEqual(new Set(['a', 'b', 'c', 'd']))
    expect(loop.skips.size).toBe(0)
  })

  it('fills in parameters and earlier results, quoted in commands', async () => {
    const plan = planOf(
      step('a'),
      step('b', {
        dependsOn: ['a'],
        args: { command: 'echo ${$params.name} ${$steps.a.n}', limit: '${$params.limit}', at: '${$run.id}' },
      }),
    )
    const loop = await runLoop({ act }, { run, plan }, ({ ref }) => succeeded(ref === 'a' ? { n: 7 } : null))
    expect(loop.calls[1]?.args).toEqual({ command: `echo 'a'\\''b; id' 7`, limit: 85, at: run.runId })
  })

  it('passes over what a failed or skipped step was needed for, and says so', async () => {
    const plan = planOf(
      step('a'),
      step('b', { dependsOn: ['a'] }),
      step('c', { dependsOn: ['b'] }),
      step('free', {}),
    )
    const loop = await runLoop({ act }, { run, plan }, ({ ref }) => (ref === 'a' ? failed : succeeded(null)))
    expect(loop.calls.map(({ ref }) => ref)).toEqual(['a', 'free'])
    expect(Object.fromEntries(loop.skips)).toEqual({
      b: 'needs "do a" first',
      c: 'needs "do b" first',
    })
  })

  it('goes on past an optional step that failed or was denied', async () => {
    const denied: CallResult = {
      outcome: 'denied',
      error: { code: 'E_DENIED', message: 'no', recoverable: false },
    }
    const plan = planOf(
      step('a', { optional: true }),
      step('b', { optional: true }),
      step('c', { dependsOn: ['a', 'b'] }),
    )
    const loop = await runLoop({ act }, { run, plan }, ({ ref }) =>
      ref === 'a' ? failed : ref === 'b' ? denied : succeeded(null),
    )
    expect(loop.calls.map(({ ref }) => ref)).toContain('c')
  })

  it('weighs conditions: only true goes ahead, and what cannot be read or filled in says why', async () => {
    const plan = planOf(
      step('yes', { when: '$params.limit > 80' }),
      step('no', { when: '$params.limit > 90' }),
      step('after_no', { dependsOn: ['no'] }),
      step('odd', { when: '"text"' }),
      step('broken', { when: '$number("x")' }),
      step('lacking', { args: { command: 'echo ${$params.nothing}' } }),
    )
    const loop = await runLoop({ act }, { run, plan }, () => succeeded(null))
    expect(loop.calls.map(({ ref }) => ref)).toEqual(['yes'])
    expect(loop.skips.get('no')).toBe('not needed here')
    expect(loop.skips.get('after_no')).toBe('needs "do no" first')
    expect(loop.skips.get('odd')).toBe('not needed here')
    expect(loop.skips.get('broken')).toMatch(/condition cannot be read/)
    expect(loop.skips.get('lacking')).toMatch(/arguments are incomplete.*no such value/)
  })

  it('builds a repair on the results of EXECUTE', async () => {
    const plan = planOf(step('again', { args: { command: 'echo ${$steps.first.name}' } }))
    const before = new Map([['first', succeeded({ name: 'web' })]])
    const loop = await runLoop({ act }, { run, plan, phase: 'repair', before }, () => succeeded(null))
    expect(loop.calls[0]?.args).toEqual({ command: 'echo web' })
  })

  it('begins anew with the same plan after a restart of the loop', async () => {
    const plan = planOf(step('a'), step('b', { dependsOn: ['a'] }))
    const first = await runLoop({ act }, { run, plan }, () => succeeded(null))
    const second = await runLoop({ act }, { run, plan }, () => succeeded(null))
    expect(second.calls).toEqual(first.calls)
    const results = new Map([['a', succeeded(null)]])
    const resumed = await act(view(plan, { turn: 9, results, news: [] }))
    expect(resumed.calls.map(({ ref }) => ref)).toEqual(['b'])
    const inFlight = new Set(['a'])
    expect((await act(view(plan, { turn: 4, inFlight }))).calls).toEqual([])
  })

  it('answers a plain plan at once, without a promise, and looks only at what is new', () => {
    const steps = Array.from({ length: 1_000 }, (_, i) =>
      step(`s${i}`, { dependsOn: i === 0 ? [] : [`s${i - 1}`] }),
    )
    const plan = planOf(...steps)
    // A map that may be asked for one result, and not be gone through after the first turn.
    const results = new Map<string, CallResult>()
    const looks: string[] = []
    const spied: ReadonlyMap<string, CallResult> = Object.assign(new Map<string, CallResult>(), {
      get: (ref: string) => (looks.push(ref), results.get(ref)),
    })
    let news: string[] = []
    for (let turn = 1; turn <= 1_001; turn++) {
      const answer = act(view(plan, { turn, results: spied, news }))
      if (answer instanceof Promise) throw new Error('a plain plan needs no waiting')
      expect(answer.calls.length).toBe(turn <= 1_000 ? 1 : 0)
      expect(answer.final !== undefined).toBe(turn > 1_000)
      news = answer.calls.map(({ ref }) => ref)
      for (const ref of news) results.set(ref, succeeded(null))
    }
    expect(looks).toEqual(steps.map(({ id }) => id))
  })
})

describe('steps that need root', () => {
  const plan = planOf(
    step('rights', { optional: true }),
    step('clean', { args: { command: 'apt-get clean' }, root: {}, dependsOn: ['rights'], optional: true }),
    step('prune', {
      args: { command: 'docker image prune --filter until=${$params.limit}h' },
      root: { group: 'docker' },
      dependsOn: ['rights'],
    }),
  )
  const commands = async (stdout: string | undefined) => {
    const loop = await runLoop({ act }, { run, plan }, ({ ref }) =>
      ref === 'rights' && stdout !== undefined
        ? succeeded({ stdout })
        : ref === 'rights'
          ? failed
          : succeeded(null),
    )
    const called = loop.calls.slice(1).map(({ args }) => args.command)
    return { called, why: loop.skips.get('clean') ?? loop.skips.get('prune') }
  }

  it('run as they are for root and for the group', async () => {
    expect((await commands('0\nroot\nroot\n')).called).toEqual([
      'apt-get clean',
      'docker image prune --filter until=85h',
    ])
    const member = await commands('1000\nalice\nalice docker\n')
    expect(member.called).toEqual(['docker image prune --filter until=85h'])
    expect(member.why).toBe(
      'needs root; to allow it, add to sudoers (visudo): alice ALL=(root) NOPASSWD: /usr/bin/apt-get clean',
    )
  })

  it('go through sudo exactly where that is granted', async () => {
    const listing = (grants: string) =>
      `1000\nalice\nalice\nUser alice may run the following commands on host:\n    (ALL : ALL) ALL\n    (root) NOPASSWD: ${grants}\n`
    expect((await commands(listing('ALL'))).called).toEqual([
      'sudo -n apt-get clean',
      'sudo -n docker image prune --filter until=85h',
    ])
    expect((await commands(listing('/usr/bin/apt-get clean'))).called).toEqual(['sudo -n apt-get clean'])
    expect(
      (await commands(listing('/usr/bin/docker image prune --filter until\\=*, /bin/x'))).called,
    ).toEqual(['sudo -n docker image prune --filter until=85h'])
    expect((await commands(listing('/usr/bin/apt-get'))).called).toEqual(['sudo -n apt-get clean'])
    expect((await commands(listing('/usr/bin/apt-get ""'))).called).toEqual([])
    expect((await commands(listing('/usr/bin/apt-get install'))).called).toEqual([])
  })

  it('leave a Docker engine of one’s own to this user: sudo would ask another', async () => {
    const own = await commands(
      '1000\nalice\nalice\n    (root) NOPASSWD: ALL\ndocker=unix:///run/user/1000/docker.sock\n',
    )
    expect(own.called).toEqual(['sudo -n apt-get clean', 'docker image prune --filter until=85h'])
    const none = await commands('1000\nalice\nalice\n    (root) NOPASSWD: ALL\ndocker=\n')
    expect(none.called[1]).toBe('sudo -n docker image prune --filter until=85h')
  })

  it('are passed over where nothing is known of the rights', async () => {
    const unknown = await commands(undefined)
    expect(unknown.called).toEqual([])
    expect(unknown.why).toMatch(/^needs root; .* autohome ALL=/)
    expect((await commands('1000\nalice\nalice\nsudo: a password is required\n')).called).toEqual([])
  })
})

function view(plan: TaskPlan, more: Partial<ActView>): ActView {
  return {
    run,
    phase: 'execute',
    plan,
    turn: 1,
    results: new Map(),
    news: [],
    inFlight: new Set<string>(),
    before: new Map(),
    ...more,
  }
}
