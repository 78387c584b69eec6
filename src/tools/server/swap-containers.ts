import type { ContainerOutcome, Swapped } from '../../domain/containers.ts'
import type { Effect } from '../../domain/effect.ts'
import type { ToolContext, ToolResult } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { ENGINE_ERRORS, noEngine, refusal } from './container-failure.ts'
import type { ServerDeps } from './deps.ts'
import { askDocker, DOCKER_ERRORS } from './docker.ts'
import {
  restoreContainersInput,
  type SwappedOutput,
  swappedOutput,
  updateContainersInput,
} from './shapes/container-image.ts'

const TIMEOUT_MS = 7_200_000

/**
 * What is done to each of them, in docker's words. Not `stop` and `rename`, which a change that takes itself back would
 * record and undo a second time (config/changes.yaml): here the old container is kept until the new one is proven.
 */
const STEPS = ['restart', 'create'] as const

const effectsOn = (names: readonly string[], steps: readonly string[]): readonly Effect[] =>
  names.flatMap((name) => steps.map((action): Effect => ({ kind: 'container', action, name })))

export const createUpdateContainers = (deps: ServerDeps) =>
  defineTool({
    name: 'update_containers',
    group: 'server',
    summary: {
      en: 'Puts containers on their newer image, and back where they are not well on it',
      fr: 'Passe des conteneurs sur leur image plus récente, et les remet où ils étaient s’ils s’y portent mal',
    },
    access: 'write',
    input: updateContainersInput,
    output: swappedOutput,
    timeoutMs: TIMEOUT_MS,
    errors: [...ENGINE_ERRORS, ...DOCKER_ERRORS],
    effects: ({ names, pull }) => effectsOn(names, pull ? ['pull', ...STEPS] : STEPS),
    async run({ names, healthS, pull }, context) {
      const { containers } = deps
      if (!containers) return noEngine()
      return each(names, async (name) => {
        const fetched = pull ? await fetchNewer(deps, name, context) : undefined
        if (fetched) return fetched
        context.onOutput?.(`${name}\n`)
        return containers.update(name, healthS, context.signal)
      })
    },
  })

export const createRestoreContainers = ({ containers }: ServerDeps) =>
  defineTool({
    name: 'restore_containers',
    group: 'server',
    summary: {
      en: 'Puts containers back on the image from before their last update',
      fr: 'Remet des conteneurs sur l’image d’avant leur dernière mise à jour',
    },
    access: 'write',
    input: restoreContainersInput,
    output: swappedOutput,
    timeoutMs: TIMEOUT_MS,
    errors: ENGINE_ERRORS,
    effects: ({ names }) => effectsOn(names, STEPS),
    async run({ names, healthS }, { signal }) {
      if (!containers) return noEngine()
      return each(names, (name) => containers.restore(name, healthS, signal))
    },
  })

/** Through the docker client, which knows the owner's registry passwords. Only where the registry is known to have another. */
async function fetchNewer(
  deps: ServerDeps,
  name: string,
  context: ToolContext,
): Promise<ContainerOutcome<never> | undefined> {
  const looked = await deps.containers?.look({ registry: true }, context.signal)
  if (!looked?.ok) return looked
  const state = looked.value.find((one) => one.name === name)
  if (!state?.mustPull) return undefined
  const answer = await askDocker(deps, ['docker', 'pull', '--quiet', '--', state.image], context, 1_800_000)
  return answer.ok ? undefined : { ok: false, code: 'E_EXIT', message: answer.error.message }
}

/** One after the other, so that never more than one is down. What happened to one says nothing of the next. */
async function each(
  names: readonly string[],
  work: (name: string) => Promise<ContainerOutcome<Swapped>>,
): Promise<ToolResult<SwappedOutput>> {
  const containers: SwappedOutput['containers'] = []
  for (const name of new Set(names)) {
    const outcome = await work(name)
    if (!outcome.ok && outcome.code !== 'E_EXIT' && outcome.code !== 'E_NOT_FOUND') return refusal(outcome)
    containers.push(
      outcome.ok
        ? { ...outcome.value }
        : { name, result: 'failed', fromId: '', toId: '', found: 'not_started', said: outcome.message },
    )
  }
  const namesOf = (...results: string[]) =>
    containers.filter(({ result }) => results.includes(result)).map(({ name }) => name)
  return {
    ok: true,
    value: {
      containers,
      updated: namesOf('updated'),
      rolledBack: namesOf('rolled_back', 'restored'),
      failed: namesOf('failed'),
    },
  }
}
