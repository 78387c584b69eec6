import type Docker from 'dockerode'
import type { ContainerInspectInfo } from 'dockerode'
import type { ImageState, LeftAlone } from '../../domain/containers.ts'
import { find, OLD_SUFFIX, statusOf } from './swap.ts'

/** Every container with its image and what that image's name stands for by now. Those on trial are not listed. */
export async function imageStates(docker: Docker, registry: boolean): Promise<ImageState[]> {
  const listed = await docker.listContainers({ all: true })
  const found = await Promise.all(listed.map(({ Id }) => find(docker, Id)))
  const all = found.filter((one) => one !== undefined)
  const plain = all.filter((one) => !nameOf(one).endsWith(OLD_SUFFIX))
  const states = await Promise.all(plain.map((one) => stateOf(docker, one, { registry, all })))
  // Broken off between two names: it has only the name of the old one left.
  const lost = all
    .filter(
      (one) => nameOf(one).endsWith(OLD_SUFFIX) && !plain.some((other) => nameOf(other) === original(one)),
    )
    .map(
      (one): ImageState => ({
        ...bare(one),
        name: original(one),
        outdated: false,
        mustPull: false,
        leftAlone: 'half_done',
      }),
    )
  return [...states, ...lost].sort((a, b) => a.name.localeCompare(b.name))
}

const nameOf = ({ Name }: ContainerInspectInfo): string => Name.replace(/^\//, '')
const original = (one: ContainerInspectInfo): string => nameOf(one).slice(0, -OLD_SUFFIX.length)

const bare = (one: ContainerInspectInfo) => ({
  name: nameOf(one),
  image: one.Config.Image,
  running: one.State.Running,
  hasHealthCheck: one.State.Health !== undefined && one.State.Health.Status !== 'none',
  ...(one.State.Health === undefined || one.State.Health.Status === 'none'
    ? {}
    : { health: one.State.Health.Status }),
  runsId: one.Image,
})

async function stateOf(
  docker: Docker,
  one: ContainerInspectInfo,
  { registry, all }: { readonly registry: boolean; readonly all: readonly ContainerInspectInfo[] },
): Promise<ImageState> {
  const leftAlone = whyLeftAlone(one, all)
  const named = await docker
    .getImage(one.Config.Image)
    .inspect()
    .catch((error: unknown) => {
      if (statusOf(error) === undefined) throw error
      return undefined
    })
  const asked = registry && leftAlone === undefined ? await askRegistry(docker, one.Config.Image) : {}
  const digests = (named?.RepoDigests ?? []).map((text) => text.split('@')[1])
  const mustPull = asked.registryDigest !== undefined && !digests.includes(asked.registryDigest)
  return {
    ...bare(one),
    ...(named ? { nameId: named.Id } : {}),
    ...asked,
    mustPull,
    outdated: leftAlone === undefined && (mustPull || (named !== undefined && named.Id !== one.Image)),
    ...(leftAlone ? { leftAlone } : {}),
  }
}

/** The engine asks, without anybody's credentials. An image that was built here is in no registry. */
async function askRegistry(
  docker: Docker,
  image: string,
): Promise<{ registryDigest?: string; registryError?: string }> {
  try {
    const { Descriptor } = (await docker.getImage(image).distribution()) as { Descriptor: { digest: string } }
    return { registryDigest: Descriptor.digest }
  } catch (error) {
    if (statusOf(error) === undefined) throw error
    return { registryError: (error as Error).message.replace(/\s+/g, ' ').slice(0, 200) }
  }
}

function whyLeftAlone(
  one: ContainerInspectInfo,
  all: readonly ContainerInspectInfo[],
): LeftAlone | undefined {
  const labels = one.Config.Labels ?? {}
  if (all.some((other) => nameOf(other) === nameOf(one) + OLD_SUFFIX)) return 'half_done'
  if ('com.docker.compose.project' in labels) return 'compose'
  if ('com.docker.swarm.service.id' in labels) return 'swarm'
  if (/@sha256:|^sha256:/.test(one.Config.Image)) return 'pinned'
  if (!one.State.Running) return 'stopped'
  if (one.HostConfig.AutoRemove) return 'temporary'
  if (all.some((other) => other.HostConfig.NetworkMode === `container:${one.Id}`)) return 'shared_network'
  return undefined
}
