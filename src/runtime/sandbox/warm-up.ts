import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { CommandFailure } from '../../domain/command-runner.ts'
import { sha256 } from '../../lib/canonical.ts'
import { wait } from '../../lib/clock.ts'
import { startContainer, type WarmContainer } from './container.ts'
import { containerOptions, lostLimit } from './container-options.ts'
import { type DockerEngine, engineFailure, isGone, openEngine, noSandbox } from './engine.ts'
import { holds } from './place.ts'
import { commonEnvironment } from './request.ts'
import type { SandboxLimits } from './settings.ts'
import { copyShell } from './shell-copy.ts'
import { sandboxUser } from './user.ts'

export interface WarmUpOptions extends SandboxLimits {
  readonly dockerHost?: string
  readonly home: string
  readonly workspace: string
  readonly trustedPath: readonly string[]
  readonly clock: Clock
}

export interface WarmUp {
  /** A container whose resident waits, or why there is none. */
  start(): Promise<WarmContainer | CommandFailure>
  /** Never rejects, and gives up on an engine that does not answer. */
  sweep(): Promise<void>
  /** A sweep that is under way has come to its end. */
  swept(): Promise<void>
}

const LABEL = 'autohome'
const GREETING_MS = 30_000
const SWEEP_MS = 15_000

/** Which Autohome a container belongs to, without telling where that lives. */
export const homeLabel = (home: string): string => sha256(home).slice(0, 16)

export function createWarmUp(options: WarmUpOptions): WarmUp {
  const { clock, dockerHost, home } = options
  const labels = { [LABEL]: homeLabel(home) }
  let opened: Promise<DockerEngine> | undefined
  const engine = () => (opened ??= openEngine(dockerHost))

  let sweeping: Promise<void> | undefined

  return {
    async start() {
      // Or the sweep would take away what has just been started.
      await sweeping
      const { docker, host } = await engine()
      try {
        const parts = await prepare(docker, host)
        if ('code' in parts) return parts
        const created = await docker.createContainer(parts)
        try {
          const lost = lostLimit(parts.HostConfig ?? {}, (await created.inspect()).HostConfig)
          if (lost !== undefined) {
            await created.remove({ force: true, v: true })
            return noSandbox(
              `the Docker engine at ${host} cannot keep the sandbox's limit ${lost} on this machine`,
            )
          }
          return await greeted(await startContainer(created, commonEnvironment(options.trustedPath), clock))
        } catch (error) {
          await created.remove({ force: true, v: true }).catch(() => undefined)
          throw error
        }
      } catch (error) {
        return engineFailure(error, host)
      }
    },
    sweep() {
      sweeping = Promise.race([sweepAll(), wait(clock, SWEEP_MS, new AbortController().signal)])
      return sweeping
    },
    swept: async () => sweeping,
  }

  async function sweepAll(): Promise<void> {
    try {
      const { docker } = await engine()
      const filters = JSON.stringify({ label: [`${LABEL}=${labels[LABEL]}`] })
      const found = await docker.listContainers({ all: true, filters })
      await Promise.allSettled(
        found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
      )
    } catch {
      // Without an engine nothing of ours runs in one.
    }
  }

  async function prepare(docker: DockerEngine['docker'], host: string) {
    const workspace = await realpath(options.workspace)
    const hidden = [home, ...(host.startsWith('unix://') ? [host.slice(7)] : [])]
    const held = hidden.find((path) => holds(workspace, path))
    if (held !== undefined)
      return noSandbox(
        `the workspace ${workspace} holds ${held}, which a sandbox must not see: set WORKSPACE_DIR to another directory`,
      )
    const image = await docker
      .getImage(options.image)
      .inspect()
      .catch((error: unknown) => {
        if (isGone(error)) return undefined
        throw error
      })
    if (!image)
      return noSandbox(
        `the sandbox's image ${options.image} is not on this machine: docker pull ${options.image}`,
      )
    const shell = await copyShell(
      docker,
      { name: options.image, id: image.Id, labels },
      join(home, 'sandbox'),
    )
    if (typeof shell !== 'string') return shell
    const user = await sandboxUser(workspace)
    const path = options.trustedPath.join(':')
    const { memoryMb, cpus } = options
    return containerOptions({ image: image.Id, memoryMb, cpus, workspace, user, shell, labels, path })
  }

  /** Only a resident that the kernel shields from its commands is let work. */
  async function greeted(container: WarmContainer): Promise<WarmContainer | CommandFailure> {
    const late = wait(clock, GREETING_MS, new AbortController().signal).then(() => 'late')
    const greeting = await Promise.race([container.greeting, late])
    if (greeting === 'guarded') return container
    await container.discard()
    if (greeting === 'open')
      return noSandbox(
        `the sandbox cannot shield its own program from the commands on this machine (a file that may be run but not read is read all the same), so it runs nothing`,
      )
    return noSandbox(
      `the sandbox's own program did not start in ${options.image}: its bash must be 4.3 or newer`,
    )
  }
}
