import type { RestoredPart } from '../../domain/change.ts'
import { askDocker } from './docker-api.ts'
import { messageOf } from './durable.ts'
import type { ContainerRecord, Manifest } from './manifest.ts'
import { inspect } from './record-containers.ts'

type Recorded = Pick<Manifest, 'containers' | 'docker'>

/**
 * Every recorded container runs its recorded image again, by digest, with the settings that it had. One that took its
 * name is stopped and renamed, not removed. May be broken off anywhere and done again.
 */
export async function restoreContainers({ containers, docker }: Recorded): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const record of containers) {
    const what = `container ${record.name}`
    try {
      if (docker === undefined || (await differs(docker, record)) === undefined) continue
      await putBack(docker, record)
      const still = await differs(docker, record)
      parts.push(still === undefined ? { what, ok: true } : { what, ok: false, why: still })
    } catch (error) {
      parts.push({ what, ok: false, why: messageOf(error) })
    }
  }
  return parts
}

export async function containersThatDiffer({ containers, docker }: Recorded): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const record of containers) {
    const why = docker === undefined ? undefined : await differs(docker, record).catch(messageOf)
    if (why !== undefined) parts.push({ what: `container ${record.name}`, ok: false, why })
  }
  return parts
}

async function differs(socket: string, record: ContainerRecord): Promise<string | undefined> {
  const now = await inspect(socket, record.name)
  if (!now) return 'is gone'
  if (now.image !== record.image) return 'another image'
  if (now.running !== record.running) return record.running ? 'does not run' : 'runs'
  const ref = refOf(record)
  return ref !== undefined && (await imageOf(socket, ref)) !== record.image
    ? `${ref} is another image`
    : undefined
}

async function putBack(socket: string, record: ContainerRecord): Promise<void> {
  await retag(socket, record)
  const now = await inspect(socket, record.name)
  if (now && now.image !== record.image) await setAside(socket, record, now)
  if (!now || now.image !== record.image) {
    const name = encodeURIComponent(record.name)
    await expect(askDocker(socket, 'POST', `/containers/create?name=${name}`, settingsOf(record)), [201])
  }
  const verb = record.running ? 'start' : 'stop'
  await expect(
    askDocker(socket, 'POST', `/containers/${encodeURIComponent(record.name)}/${verb}`),
    [204, 304],
  )
}

/** The name under which the container asked for its image means that image again. */
async function retag(socket: string, record: ContainerRecord): Promise<void> {
  const ref = refOf(record)
  if (ref === undefined || (await imageOf(socket, ref)) === record.image) return
  const { repo, tag } = splitRef(ref)
  const path = `/images/${encodeURIComponent(record.image)}/tag?repo=${encodeURIComponent(repo)}&tag=${encodeURIComponent(tag)}`
  await expect(askDocker(socket, 'POST', path), [201])
}

async function imageOf(socket: string, ref: string): Promise<string | undefined> {
  const { status, body } = await askDocker(socket, 'GET', `/images/${encodeURIComponent(ref)}/json`)
  return status === 200 ? (body as { readonly Id: string }).Id : undefined
}

/** Stopped, because it holds the ports; under a name that says what it is. */
async function setAside(socket: string, { name }: ContainerRecord, now: ContainerRecord): Promise<void> {
  const id = String(now.inspect['Id'])
  await expect(askDocker(socket, 'POST', `/containers/${id}/stop`), [204, 304])
  const aside = encodeURIComponent(`${name}-taken-back-${id.slice(0, 12)}`)
  await expect(askDocker(socket, 'POST', `/containers/${id}/rename?name=${aside}`), [204])
}

/** A tag that may have been moved; undefined where the container was made from a digest. */
function refOf({ inspect: { Config: config } }: ContainerRecord): string | undefined {
  const ref = (config as { readonly Image?: unknown }).Image
  return typeof ref === 'string' && !/^sha256:|@sha256:|^[0-9a-f]{12,64}$/.test(ref) ? ref : undefined
}

/** A colon before the last slash belongs to a registry's port. */
function splitRef(ref: string): { readonly repo: string; readonly tag: string } {
  const colon = ref.lastIndexOf(':')
  return colon > ref.lastIndexOf('/')
    ? { repo: ref.slice(0, colon), tag: ref.slice(colon + 1) }
    : { repo: ref, tag: 'latest' }
}

interface Inspected {
  readonly Id: string
  readonly Config: Readonly<Record<string, unknown>>
  readonly HostConfig: Readonly<Record<string, unknown>>
  readonly Mounts?: readonly {
    readonly Type: string
    readonly Name?: string
    readonly Destination: string
    readonly RW?: boolean
  }[]
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<
      Record<string, { readonly Aliases?: unknown; readonly IPAMConfig?: unknown }>
    >
  }
}

/** What a container was described as, as what one is made from. Its own id as host name was given by the engine. */
function settingsOf(record: ContainerRecord): unknown {
  const found = record.inspect as unknown as Inspected
  const { Hostname: hostname, ...config } = found.Config
  const own = typeof hostname === 'string' && !found.Id.startsWith(hostname) ? { Hostname: hostname } : {}
  const networks = Object.entries(found.NetworkSettings?.Networks ?? {}).map(
    ([name, { Aliases, IPAMConfig }]) => [name, { Aliases, IPAMConfig }],
  )
  const special = ['host', 'none'].includes(String(found.HostConfig['NetworkMode']))
  return {
    ...config,
    ...own,
    HostConfig: { ...found.HostConfig, Binds: bindsOf(found) },
    ...(special ? {} : { NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks) as unknown } }),
  }
}

/** Volumes that the engine had named by itself are named outright, or the new container would get empty ones. */
function bindsOf({ HostConfig: host, Mounts: mounts = [] }: Inspected): readonly string[] {
  const binds = Array.isArray(host['Binds']) ? (host['Binds'] as readonly string[]) : []
  const named = Array.isArray(host['Mounts'])
    ? (host['Mounts'] as readonly { readonly Target?: string }[])
    : []
  const known = new Set([...binds.map((bind) => bind.split(':')[1]), ...named.map(({ Target }) => Target)])
  const own = mounts.flatMap(({ Type, Name, Destination, RW }) =>
    Type === 'volume' && Name !== undefined && !known.has(Destination)
      ? [`${Name}:${Destination}${RW === false ? ':ro' : ''}`]
      : [],
  )
  return [...binds, ...own]
}

async function expect(
  asked: Promise<{ readonly status: number; readonly body: unknown }>,
  good: readonly number[],
): Promise<void> {
  const { status, body } = await asked
  if (good.includes(status)) return
  const said = (body as { readonly message?: unknown } | undefined)?.message
  throw new Error(`Docker answered ${status}${typeof said === 'string' ? `: ${said}` : ''}`)
}
