import { describe, expect, it } from 'vitest'
import type { AgentRun, CallResult } from '../../src/domain/agent.ts'
import type { JsonObject } from '../../src/domain/json.ts'
import type { TaskPlan } from '../../src/domain/plan.ts'
import type { Locale } from '../../src/domain/text.ts'
import type { Evidence, Verdict } from '../../src/domain/verdict.ts'
import { createHouseAgent } from '../../src/agents/house-agent.ts'
import { createMemoryBlobs } from '../helpers/memory-blobs.ts'
import { agentRun, runLoop, signal, verify } from './drive.ts'
import { shippedLibrary } from './tool-names.ts'
import {
  type Answers,
  callsInto,
  container,
  denied,
  disks,
  dockerUsage,
  filesystem,
  ILL,
  service,
  unavailable,
  WELL,
} from './world.ts'

const library = await shippedLibrary()
const agent = createHouseAgent({
  library,
  blobs: createMemoryBlobs(),
  tools: [...new Set(library.workflows.flatMap(({ steps }) => steps.map(({ tool }) => tool)))].map(
    (name) => ({ name, access: name === 'execute_command' ? ('write' as const) : ('read' as const) }),
  ),
})

interface Outcome {
  readonly run: AgentRun
  readonly plan: TaskPlan
  readonly results: Map<string, CallResult>
  readonly skips: ReadonlyMap<string, string>
  readonly evidence: readonly Evidence[]
  readonly verdict: Verdict
  readonly report: string
  readonly commands: readonly string[]
}

async function go(
  workflow: string,
  answers: Answers,
  { locale = 'en', params = {} }: { locale?: Locale; params?: JsonObject } = {},
): Promise<Outcome> {
  const asked = agentRun({ workflow, locale, params })
  const found = await agent.specify(asked, signal)
  if (found.kind !== 'spec' || !found.workflow) throw new Error(JSON.stringify(found))
  const run: AgentRun = { ...asked, spec: found.spec, workflow: found.workflow }
  const commands: string[] = []
  const call = callsInto(answers, commands)
  const plan = await agent.plan(run, signal)
  const { results, skips } = await runLoop(agent, { run, plan }, call)
  const { evidence, verdict } = await verify(agent, run, results, call)
  const report = await agent.report({ run, results, evidence, verdict }, signal)
  return { run, plan, results, skips, evidence, verdict, report, commands }
}

const PARAMS: Readonly<Record<string, JsonObject>> = {
  'restart-service': { service: 'nginx' },
  'restart-container': { container: 'web' },
  'certificate-check': { host: 'example.org' },
}
/** They look at a run of before and not at the server: tests/engine/changes/undo.test.ts. */
const ABOUT_A_RUN: readonly string[] = ['undo', 'undo-preview']
const names = library.workflows.map(({ name }) => name).filter((name) => !ABOUT_A_RUN.includes(name))

describe.each(names)('%s', (name) => {
  const params = PARAMS[name] ?? {}

  it.each(['en', 'fr'] as const)(
    'reports in %s on a server that is well, and on one that is ill',
    async (locale) => {
      const well = await go(name, WELL, { locale, params })
      const ill = await go(name, ILL, { locale, params })
      for (const { report } of [well, ill]) {
        expect(report).not.toMatch(/undefined|\$\{|\[object|cannot be filled|ne peut pas être rempli|NaN/)
        expect(report.length).toBeGreaterThan(20)
        // A report is read on a phone: no line that wraps for ever, not more than a few screens.
        expect(report.split('\n').length).toBeLessThan(40)
        for (const line of report.split('\n')) expect(line.length, line).toBeLessThan(220)
      }
      expect(well.report).not.toBe(ill.report)
      expect(well.plan.steps.every(({ title }) => title !== '' && !title.includes('${'))).toBe(true)
      expect(well.run.spec?.acceptance.every(({ statement }) => !statement.includes('${'))).toBe(true)
    },
  )

  it('speaks two languages', async () => {
    const [en, fr] = [await go(name, ILL, { params }), await go(name, ILL, { params, locale: 'fr' })]
    expect(fr.report).not.toBe(en.report)
    expect(fr.run.spec?.objective).not.toBe(en.run.spec?.objective)
    for (const [i, criterion] of (en.run.spec?.acceptance ?? []).entries())
      expect(fr.run.spec?.acceptance[i]?.statement).not.toBe(criterion.statement)
  })

  it('has a check that fails when things are bad', async () => {
    const ill = await go(name, ILL, { params })
    expect(ill.verdict.result).toBe('fail')
    expect(ill.evidence.every(({ outcome }) => outcome !== 'inconclusive')).toBe(true)
  })

  it('says honestly what this machine lacks', async () => {
    const nothing = Object.fromEntries(
      Object.keys(WELL).map((tool) => [
        tool,
        tool.startsWith('$')
          ? '1000\nautohome\nautohome\n'
          : unavailable('this machine does not run systemd'),
      ]),
    )
    const bare = await go(name, nothing, { params })
    expect(bare.report).toMatch(/Not looked at:\n- .+: this machine does not run systemd/)
    expect(bare.evidence.every(({ outcome }) => outcome === 'skipped')).toBe(true)
    expect(bare.commands.every((command) => /^(id |sleep |command )/.test(command))).toBe(true)
    const french = await go(name, nothing, { params, locale: 'fr' })
    expect(french.report).toMatch(/Non examiné :\n- .+ : cette machine n'a pas démarré avec systemd/)
  })
})

describe('what changes something', () => {
  const since = { startedAtMs: Date.now() + 5_000 }

  it('restart-service restarts through sudo, and proves it by the time', async () => {
    const back = service({ sinceEpochMs: Date.now() + 2_000 })
    const calls = { n: 0 }
    const good = await go(
      'restart-service',
      { ...WELL, service_status: () => (calls.n++ === 0 ? service() : back) },
      { params: { service: 'nginx' } },
    )
    expect(good.commands).toContain('sudo -n systemctl restart nginx.service')
    expect(good.verdict.result).toBe('pass')
    expect(good.report).toMatch(
      /^nginx\.service · A high.*\nBefore: active \(running\), for 2 d\nNow: active for /,
    )

    const same = await go('restart-service', WELL, { params: { service: 'nginx' } })
    expect(same.verdict.criteria.find(({ criterionId }) => criterionId === 'restarted')?.result).toBe('fail')
  })

  it('restart-service tells of a refusal, of missing rights and of what the service said', async () => {
    const params = { service: 'nginx' }
    const refused = await go(
      'restart-service',
      { ...ILL, '$ sudo -n systemctl restart nginx.service': denied },
      { params },
    )
    expect(refused.report).toMatch(
      /refused; nothing was changed[^]*Refused:\n- restart nginx: refused by @alice/,
    )
    expect(refused.report).toMatch(/It logged\n- bind\(\) to/)
    const helpless = await go(
      'restart-service',
      {
        ...ILL,
        '$ id -u; id -un; id -Gn; sudo -n -l; echo "docker=$DOCKER_HOST"': '1000\nautohome\nautohome\n',
      },
      { params, locale: 'fr' },
    )
    expect(helpless.commands.some((command) => command.includes('restart'))).toBe(false)
    expect(helpless.report).toMatch(
      /redémarrer nginx : demande les droits de root ; .*NOPASSWD: \/usr\/bin\/systemctl restart nginx\.service/,
    )
  })

  it('restart-container goes by the docker group', async () => {
    const calls = { n: 0 }
    const good = await go(
      'restart-container',
      { ...WELL, container_status: () => container('web', calls.n++ === 0 ? {} : since) },
      { params: { container: 'web' } },
    )
    expect(good.commands).toContain('docker restart web')
    expect(good.verdict.result).toBe('pass')
  })

  it('disk-cleanup removes step by step, then repairs harder, and measures', async () => {
    const full = disks(filesystem('/', 40, 93.4))
    const asked = await go('disk-cleanup', { ...ILL, disk_usage: full })
    expect(asked.commands).toEqual(
      expect.arrayContaining([
        'sudo -n apt-get clean',
        'sudo -n journalctl --vacuum-time=14d',
        'docker image prune --all --force --filter until=168h',
        'docker builder prune --force --filter until=168h',
      ]),
    )
    expect(asked.report).toMatch(/^Before: \/ 93 %, 2\.6 GB free\nNow: 93 %, 2\.6 GB free\n/)
    expect(asked.report).toMatch(/Largest below \/\n- 18 GB {2}\/var/)

    const repair = await agent.repair({ ...asked, forced: false }, signal)
    expect(repair.steps.map(({ id }) => id)).toEqual([
      'old_packages',
      'packages_again',
      'small_journal',
      'all_images',
      'all_cache',
    ])
    expect(repair.steps.every(({ repairs }) => repairs === 'below-limit')).toBe(true)
    const commands: string[] = []
    await runLoop(
      agent,
      { run: asked.run, plan: repair, phase: 'repair', before: asked.results },
      callsInto(ILL, commands),
    )
    expect(commands).toEqual(
      expect.arrayContaining(['sudo -n apt-get --yes autoremove', 'docker image prune --all --force']),
    )

    const freed = { n: 0 }
    const good = await go('disk-cleanup', {
      ...WELL,
      disk_usage: () => disks(filesystem('/', 40, freed.n++ === 0 ? 93.4 : 47)),
    })
    expect(good.verdict.result).toBe('pass')
    expect(good.report).toMatch(/Now: 47 %, 21\.2 GB free\nThe first round freed 18\.6 GB\./)
  })

  it('docker-cleanup leaves containers and volumes alone', async () => {
    const calls = { n: 0 }
    const good = await go('docker-cleanup', {
      ...WELL,
      docker_disk_usage: () => dockerUsage(calls.n++ === 0 ? 16.2 : 0.2),
    })
    expect(good.verdict.result).toBe('pass')
    expect(good.commands.filter((command) => command.startsWith('docker'))).toEqual([
      'docker image prune --all --force --filter until=168h',
      'docker builder prune --force --filter until=168h',
    ])
    expect(good.report).toMatch(/Freed 16 GB\./)
  })
})

describe('a repair without anything to mend', () => {
  it('is empty for a report, unless a person insists: then it measures again', async () => {
    const ill = await go('memory-report', ILL)
    expect((await agent.repair({ ...ill, forced: false }, signal)).steps).toEqual([])
    const again = await agent.repair({ ...ill, forced: true }, signal)
    expect(again.steps.map(({ id }) => id)).toEqual(['memory', 'processes', 'host'])
  })

  it('is every repair of the workflow where a person insists after a pass', async () => {
    const well = await go('docker-cleanup', WELL)
    const all = await agent.repair({ ...well, forced: true }, signal)
    expect(all.steps.map(({ id }) => id)).toEqual(['all_images', 'all_cache'])
  })
})
