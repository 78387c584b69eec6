import type { ContainerCreateOptions, ContainerInspectInfo, ImageInspectInfo } from 'dockerode'

type Config = ContainerInspectInfo['Config']

export interface SameSettings {
  readonly create: ContainerCreateOptions
  /** Engines before API 1.44 take one network when a container is made; these are joined afterwards. */
  readonly joinLater: readonly { readonly network: string; readonly endpoint: object }[]
}

/**
 * What makes a container with the same settings on another image. What it has from its old image and not from its owner is
 * left out, so that the new image's own command, environment and health check count (as Watchtower does, MIT,
 * pkg/container/container.go). Anonymous volumes are named, or their data would stay behind with the old container.
 */
export function sameSettings(
  container: ContainerInspectInfo,
  oldImage: ImageInspectInfo,
  image: string,
): SameSettings {
  const { HostConfig, NetworkSettings } = container
  const [first, ...rest] = Object.entries(NetworkSettings.Networks ?? {}).map(
    ([network, found]) => [network, endpointOf(found, container.Id)] as const,
  )
  return {
    create: {
      ...ownConfig(container, oldImage),
      Image: image,
      HostConfig: { ...HostConfig, Binds: [...(HostConfig.Binds ?? []), ...anonymousVolumes(container)] },
      ...(first && joins(HostConfig.NetworkMode)
        ? { NetworkingConfig: { EndpointsConfig: { [first[0]]: first[1] } } }
        : {}),
    },
    joinLater: joins(HostConfig.NetworkMode)
      ? rest.map(([network, endpoint]) => ({ network, endpoint }))
      : [],
  }
}

/** Whose network is the host's, another container's or none has no endpoints of its own. */
const joins = (mode: string | undefined): boolean => !/^(?:host|none|container:)/.test(mode ?? '')

const TAKEN_WHOLE = [
  'Cmd',
  'Entrypoint',
  'WorkingDir',
  'User',
  'StopSignal',
  'Healthcheck',
  'Shell',
  'OnBuild',
] as const

function ownConfig(container: ContainerInspectInfo, oldImage: ImageInspectInfo): Partial<Config> {
  const config = container.Config as Config & Record<string, unknown>
  const given = (oldImage.Config ?? {}) as unknown as Record<string, unknown>
  const own: Record<string, unknown> = { ...config }
  for (const key of TAKEN_WHOLE) if (same(config[key], given[key])) delete own[key]
  // An entrypoint of the owner's own takes the image's command away: what was said with it stays.
  if ('Entrypoint' in own && config.Cmd) own['Cmd'] = config.Cmd
  own['Env'] = config.Env?.filter((one) => !list(given['Env']).includes(one))
  for (const key of ['Labels', 'ExposedPorts', 'Volumes']) own[key] = ownEntries(config[key], given[key])
  // The engine's own choice, not the owner's.
  if (container.Id.startsWith(config.Hostname)) delete own['Hostname']
  // These belong to the network of another.
  if (!joins(container.HostConfig.NetworkMode)) {
    delete own['Hostname']
    delete own['ExposedPorts']
  }
  delete own['MacAddress']
  return own
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function ownEntries(config: unknown, given: unknown): object {
  const known = (given ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(config ?? {}).filter(([name, value]) => !(name in known) || !same(known[name], value)),
  )
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function anonymousVolumes({ Mounts, HostConfig }: ContainerInspectInfo): string[] {
  const named = [
    ...(HostConfig.Binds ?? []).map((bind) => bind.split(':')[1]),
    ...(HostConfig.Mounts ?? []).map((mount) => mount.Target),
  ]
  return Mounts.filter(
    ({ Type, Name, Destination }) => Type === 'volume' && Name !== undefined && !named.includes(Destination),
  ).map(({ Name, Destination, RW }) => `${Name}:${Destination}${RW ? '' : ':ro'}`)
}

/** Addresses that were given stay; those that the engine chose are chosen anew. */
function endpointOf(found: object, id: string): object {
  const { IPAMConfig, Links, DriverOpts, Aliases } = found as Record<string, unknown>
  return {
    IPAMConfig,
    Links,
    DriverOpts,
    Aliases: list(Aliases).filter((one) => typeof one === 'string' && !id.startsWith(one)),
  }
}
