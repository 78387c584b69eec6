import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import type { Changes } from '../domain/change.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { CommandRunner } from '../domain/command-runner.ts'
import { UserError } from '../domain/errors.ts'
import type { DryRuns, Policy } from '../domain/policy.ts'
import type { Samples } from '../domain/samples.ts'
import type { ToolBox } from '../domain/tool.ts'
import type { House } from '../engine/deps.ts'
import { systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { DryRunRule } from '../policy/dry-run/rules.ts'
import type { CheckedBefore } from '../policy/policy-options.ts'
import { createHouseChanges } from './changes.ts'
import { createLazyModelAgent } from './models.ts'
import { loadSecrets } from '../config/secrets.ts'
import type { MemoryMeter } from '../runtime/host/memory-meter.ts'
import { readOwnerFile, replaceOwnerFile } from './owner-file.ts'
import { hasPrograms } from './sandbox.ts'

/**
 * Policy, tools, workflows and agent. Loading them is most of what Autohome costs in time and memory, so it happens
 * when the first run (or a question about them) needs them.
 *
 * @throws UserError `bad_policy`, `bad_workflow`, `bad_config`
 */
export async function furnish(
  config: Config,
  blobs: Blobs,
  {
    log,
    sandbox,
    samples,
  }: { readonly log?: Log; readonly sandbox?: CommandRunner; readonly samples?: Samples } = {},
): Promise<House> {
  const { policy, ownRules } = await loadLivePolicy(config)
  const meter = (await import('../runtime/host/memory-meter.ts')).createMemoryMeter()
  const changes = await createHouseChanges(config)
  const tools = await loadTools(config, { blobs, policy, sandbox, meter, changes, samples })
  const library = await loadLibrary(config, tools)
  for (const { message } of library.broken) log?.warn(message)
  const { createHouseAgent } = await import('../agents/house-agent.ts')
  return {
    policy,
    ownRules,
    changes,
    dryRuns: createDryRuns(config),
    fileHash: async (path) =>
      (await import('../runtime/workspace/file-hash.ts')).createFileHash(config.workspace)(path),
    tools,
    agent: createHouseAgent({
      library,
      blobs,
      tools: tools.list(),
      model: createLazyModelAgent(config, tools),
    }),
    workflows: (locale) => library.infos(locale),
    memoryOf: meter.bytesOf,
    ...(sandbox && { sandboxHas: async (programs) => hasPrograms(sandbox, programs) }),
  }
}

/** The policy alone: no engine, no data directory. @throws UserError `bad_policy` */
export const loadHousePolicy = async (config: Config): Promise<Policy> =>
  (await policyLoader(config))(readOwnerFile(policyFiles(config).owner))

/** The policy in force, and the owner's own rules, which change it. @throws UserError `bad_policy` */
async function loadLivePolicy(config: Config): Promise<Required<Pick<House, 'policy' | 'ownRules'>>> {
  const load = await policyLoader(config)
  const [{ createLivePolicy }, { createOwnRules }] = await Promise.all([
    import('../policy/own/live.ts'),
    import('../policy/own/own-rules.ts'),
  ])
  const { owner } = policyFiles(config)
  const live = createLivePolicy(load(readOwnerFile(owner)))
  const ownRules = createOwnRules({
    name: owner,
    read: () => readOwnerFile(owner),
    write: (text) => replaceOwnerFile(owner, text),
    load,
    ...live,
  })
  return { policy: live.policy, ownRules }
}

/** The policy for any text of the owner's file. */
async function policyLoader(config: Config): Promise<(ownerText: string) => Policy> {
  const { loadPolicy } = await import('../policy/load.ts')
  const { withSecretRules } = await import('../policy/secret-use.ts')
  const { base, owner } = policyFiles(config)
  const shipped = { name: base, text: readFileSync(base, 'utf8') }
  const checked = policyMemory(config)
  return (ownerText) =>
    withSecretRules(
      loadPolicy({
        base: shipped,
        ...(ownerText === '' ? {} : { owner: { name: owner, text: ownerText } }),
        home: config.home,
        workspace: config.workspace,
        userHome: homedir(),
        realpath: realPath,
        checked,
      }),
    )
}

/** Which policy was checked last, and by which version; best effort, like what is remembered of a start. */
function policyMemory({ home, version }: Config): CheckedBefore {
  const path = join(home, 'policy.sha256')
  const line = (digest: string) => `${version} ${digest}`
  let held: string | undefined
  try {
    held = readFileSync(path, 'utf8')
  } catch {
    // Nothing was checked yet.
  }
  return {
    knows: (digest) => held === line(digest),
    remember(digest) {
      if (held === line(digest)) return
      held = line(digest)
      try {
        writeFileSync(path, held, { mode: 0o600 })
      } catch {
        // Checked again next time.
      }
    },
  }
}

/** Where a path really leads; of one that is not there yet, as far as it is there. Asked anew each time: links change. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

/** Read with the first question that is asked. */
function createDryRuns(config: Config): DryRuns {
  const path = join(config.packageRoot, 'config', 'dry-runs.yaml')
  let rules: Promise<readonly DryRunRule[]> | undefined
  const load = async () =>
    (await import('../policy/dry-run/rules.ts')).readDryRuns(path, readFileSync(path, 'utf8'))
  return async (effects) => {
    const { findDryRun } = await import('../policy/dry-run/find.ts')
    return findDryRun(await (rules ??= load()), effects)
  }
}

export const policyFiles = (config: Config) => ({
  base: join(config.packageRoot, 'config', 'allowlist.yaml'),
  owner: join(config.home, 'allowlist.yaml'),
})

/** Shipped ones first; the owner's win by name. */
export const workflowDirectories = (config: Config) => [
  { path: join(config.packageRoot, 'config', 'workflows'), owner: false },
  { path: join(config.home, 'workflows'), owner: true },
]

async function loadLibrary(config: Config, tools: ToolBox) {
  const { loadWorkflows } = await import('../agents/workflow/library.ts')
  const toolNames = tools.list().map(({ name }) => name)
  return loadWorkflows({ directories: workflowDirectories(config), toolNames })
}

interface ToolDeps {
  readonly blobs: Blobs
  readonly policy: Policy
  readonly sandbox: CommandRunner | undefined
  readonly meter: MemoryMeter
  readonly changes: Changes
  readonly samples: Samples | undefined
}

async function loadTools(
  config: Config,
  { blobs, policy, sandbox, meter, changes, samples }: ToolDeps,
): Promise<ToolBox> {
  const [runtime, tools] = await Promise.all([loadRuntime(), loadToolMakers()])
  const clock = systemClock
  const runner = runtime.createHostRunner({
    blobs,
    meter,
    trustedPath: config.commands.trustedPath,
    baseEnv: process.env,
    maxOutputBytes: config.output.maxMb * 2 ** 20,
    clock,
    secrets: await loadSecrets(config.home, process.env),
  })
  makeWorkspace(config.workspace)
  const files = runtime.createFiles({
    workspace: config.workspace,
    readable: config.files.readable,
    unreadable: [...config.files.unreadable, config.home],
  })
  const fetcher = runtime.createFetcher({
    ...config.http,
    // Where a redirect leads is judged like an address that was asked for.
    mayFollow: ({ method, url }) =>
      policy.decide([{ kind: 'url', method, url }], { mode: config.execute.mode }).decision === 'allow',
  })
  const dockerHost = process.env['DOCKER_HOST']
  const shutIn = sandbox ? { sandbox: runtime.withoutSecrets(sandbox) } : {}
  return tools.createToolBox([
    ...tools.createSystemTools({ runner, ...shutIn }),
    ...tools.createFilesystemTools({ files, clock }),
    ...tools.createUtilityTools({ clock, blobs }),
    ...tools.createUndoTools(changes),
    ...tools.createNetTools({ fetcher }),
    ...tools.createQaTools({ runner, ...shutIn, files }),
    ...tools.createServerTools({
      runner,
      files,
      clock,
      containers: runtime.createContainerImages({ dockerHost, clock }),
      ...(samples ? { samples } : {}),
      ...(dockerHost === undefined ? {} : { dockerHost }),
    }),
  ])
}

function makeWorkspace(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError(
      'bad_config',
      {
        en: `The workspace ${path} cannot be made (${why}): set WORKSPACE_DIR to a directory that Autohome may write.`,
        fr: `L’espace de travail ${path} ne peut pas être créé (${why})\u00a0: donnez à WORKSPACE_DIR un répertoire où Autohome peut écrire.`,
      },
      { cause: error },
    )
  }
}

const loadRuntime = async () => ({
  ...(await import('../runtime/containers/container-images.ts')),
  ...(await import('../runtime/host/runner.ts')),
  ...(await import('../runtime/without-secrets.ts')),
  ...(await import('../runtime/workspace/files.ts')),
  ...(await import('../runtime/fetch/fetcher.ts')),
})

const loadToolMakers = async () => ({
  ...(await import('../tools/registry.ts')),
  ...(await import('../tools/system/tools.ts')),
  ...(await import('../tools/filesystem/tools.ts')),
  ...(await import('../tools/utility/tools.ts')),
  ...(await import('../tools/undo/tools.ts')),
  ...(await import('../tools/net/tools.ts')),
  ...(await import('../tools/qa/tools.ts')),
  ...(await import('../tools/server/create.ts')),
})
