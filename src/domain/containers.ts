/** Why a container is left as it is, whatever its image. */
export const LEFT_ALONE = [
  'compose', // its compose file decides: the next `docker compose up` would make it anew
  'swarm', // the swarm decides
  'pinned', // its image is named by digest
  'temporary', // started with --rm: stopping it removes it
  'shared_network', // others live in its network and would lose it
  'stopped', // what does not run needs no newer image, and could not be proven on one
  'half_done', // an update was broken off in the middle: restore it first
] as const
export type LeftAlone = (typeof LEFT_ALONE)[number]

/** A container and the image that its image's name stands for by now. */
export interface ImageState {
  readonly name: string
  /** As it was named when the container was made, e.g. `nginx:1.27`. */
  readonly image: string
  readonly running: boolean
  readonly health?: string
  readonly hasHealthCheck: boolean
  /** Ids of images: what it runs on, and what the name stands for on this machine. */
  readonly runsId: string
  readonly nameId?: string
  /** What the registry has under that name, and whether that is on this machine; absent where it was not asked. */
  readonly registryDigest?: string
  readonly registryError?: string
  /** A newer image is there, on this machine or in the registry. */
  readonly outdated: boolean
  /** The newer one must be fetched first. */
  readonly mustPull: boolean
  readonly leftAlone?: LeftAlone
}

export type SwapStep = 'updated' | 'rolled_back' | 'restored' | 'unchanged'

/** What became of one container. */
export interface Swapped {
  readonly name: string
  readonly result: SwapStep
  readonly fromId: string
  readonly toId: string
  /** healthy, running (it has no health check), unhealthy, exited, restarting, starting (too late), not_started. */
  readonly found: string
  /** What the new one said last, or why it could not be started; only where it was rolled back. */
  readonly said?: string
}

export type ContainerFailure = {
  readonly ok: false
  readonly code: 'E_UNAVAILABLE' | 'E_NEEDS_ROOT' | 'E_NOT_FOUND' | 'E_EXIT'
  readonly message: string
}
export type ContainerOutcome<T> = { readonly ok: true; readonly value: T } | ContainerFailure

/** Puts a container on another image and proves that it is well there, or puts back what was. */
export interface ContainerImages {
  look(options: { readonly registry: boolean }, signal: AbortSignal): Promise<ContainerOutcome<ImageState[]>>
  /** Onto what its image's name stands for on this machine. @param healthS how long it may take to be well, in seconds */
  update(name: string, healthS: number, signal: AbortSignal): Promise<ContainerOutcome<Swapped>>
  /** Ends an update that was broken off; otherwise back onto the image that it ran on before its last update. */
  restore(name: string, healthS: number, signal: AbortSignal): Promise<ContainerOutcome<Swapped>>
}
