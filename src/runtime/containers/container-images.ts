import type Docker from 'dockerode'
import type { Clock } from '../../domain/clock.ts'
import type { ContainerFailure, ContainerImages, ContainerOutcome, Swapped } from '../../domain/containers.ts'
import { type DockerEngine, openEngine } from '../sandbox/engine.ts'
import { imageStates } from './image-states.ts'
import { find, keptImage, OLD_SUFFIX, putBack, statusOf, swap } from './swap.ts'
import { waitUntilWell } from './wait-until-well.ts'

/** @param dockerHost where the engine listens; docker's own default unless told. The client is loaded with the first call. */
export function createContainerImages({
  dockerHost,
  clock,
}: {
  readonly dockerHost?: string | undefined
  readonly clock: Clock
}): ContainerImages {
  let engine: Promise<DockerEngine> | undefined

  async function asking<T>(
    work: (docker: Docker) => Promise<ContainerOutcome<T>>,
  ): Promise<ContainerOutcome<T>> {
    const { docker, host } = await (engine ??= openEngine(dockerHost))
    try {
      return await work(docker)
    } catch (error) {
      return engineTrouble(error, host)
    }
  }

  return {
    look: ({ registry }) =>
      asking(async (docker) => ({ ok: true, value: await imageStates(docker, registry) })),

    update: (name, healthS, signal) =>
      asking(async (docker) => {
        const before = await find(docker, name)
        if (!before) return notFound(name)
        const state = (await imageStates(docker, false)).find((one) => one.name === name)
        if (state?.leftAlone)
          return { ok: false, code: 'E_EXIT', message: `${name} is not updated here (${state.leftAlone})` }
        const named = await docker.getImage(before.Config.Image).inspect()
        const same = { name, fromId: before.Image, toId: named.Id }
        if (named.Id === before.Image)
          return { ok: true, value: { ...same, result: 'unchanged', found: before.State.Status } }
        const old = await docker.getImage(before.Image).inspect()
        await docker.getImage(before.Image).tag(partsOf(keptImage(name)))
        return {
          ok: true,
          value: await swap({ docker, clock, name, healthS, signal }, before, { old, toId: named.Id }),
        }
      }),

    restore: (name, healthS, signal) =>
      asking(async (docker) => {
        const kept = await find(docker, name + OLD_SUFFIX)
        if (kept) {
          await putBack(docker, name, true)
          const { well, found } = await waitUntilWell(docker.getContainer(name), {
            limitMs: healthS * 1000,
            clock,
            signal,
          })
          const told = { name, fromId: kept.Image, toId: kept.Image, found }
          return { ok: true, value: { ...told, result: well ? 'restored' : 'unchanged' } }
        }
        return restoreImage({ docker, clock, name, healthS, signal })
      }),
  }
}

/** The image's name is given back to the image from before, so that the container can be made by the name that it knows. */
async function restoreImage(given: Parameters<typeof swap>[0]): Promise<ContainerOutcome<Swapped>> {
  const { docker, name } = given
  const now = await find(docker, name)
  if (!now) return notFound(name)
  const kept = await docker
    .getImage(keptImage(name))
    .inspect()
    .catch(() => undefined)
  if (!kept || kept.Id === now.Image)
    return { ok: false, code: 'E_NOT_FOUND', message: `no image from before an update of ${name} is kept` }
  const { repo, tag } = partsOf(now.Config.Image)
  await docker.getImage(kept.Id).tag({ repo, tag })
  const old = await docker.getImage(now.Image).inspect()
  const swapped = await swap(given, now, { old, toId: kept.Id })
  return { ok: true, value: swapped.result === 'updated' ? { ...swapped, result: 'restored' } : swapped }
}

/** A colon before a slash is a registry's port. */
function partsOf(image: string): { repo: string; tag: string } {
  const [, repo = image, tag = 'latest'] = /^(.+?)(?::([^:/]+))?$/.exec(image) ?? []
  return { repo, tag }
}

const notFound = (name: string): ContainerFailure => ({
  ok: false,
  code: 'E_NOT_FOUND',
  message: `there is no container called ${name}`,
})

/** @throws the error itself where it is a bug rather than the world */
function engineTrouble(error: unknown, host: string): ContainerFailure {
  if (!(error instanceof Error)) throw error
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (statusOf(error) !== undefined)
    return { ok: false, code: 'E_EXIT', message: error.message.replace(/\s+/g, ' ').slice(0, 300) }
  if (syscall !== 'connect' && code !== 'ECONNRESET') throw error
  if (code === 'EACCES' || code === 'EPERM')
    return { ok: false, code: 'E_NEEDS_ROOT', message: `this user may not open the Docker socket ${host}` }
  return { ok: false, code: 'E_UNAVAILABLE', message: `no Docker engine answers at ${host}` }
}
