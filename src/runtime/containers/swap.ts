import type Docker from 'dockerode'
import type { Container, ContainerInspectInfo, ImageInspectInfo } from 'dockerode'
import type { Clock } from '../../domain/clock.ts'
import type { Swapped } from '../../domain/containers.ts'
import { sameSettings } from './same-settings.ts'
import { type Found, waitUntilWell } from './wait-until-well.ts'

/** What a container is called while its successor is on trial. */
export const OLD_SUFFIX = '.autohome-old'
/** Keeps the image from before the last update of a container from being pruned: one tag a container. */
export const keptImage = (name: string): string => `autohome-before-update:${name}`

export interface Swap {
  readonly docker: Docker
  readonly clock: Clock
  readonly name: string
  readonly healthS: number
  readonly signal: AbortSignal
}

/**
 * Stops the container, keeps it under another name, makes one with the same settings on the image that its name stands for
 * now, and waits until that is well. Only then the old one is removed; otherwise the new one is, and the old one runs again
 * as it did. Whatever breaks it off, the old one comes back.
 */
export async function swap(
  given: Swap,
  before: ContainerInspectInfo,
  images: { readonly old: ImageInspectInfo; readonly toId: string },
): Promise<Swapped> {
  const { docker, name } = given
  const old = docker.getContainer(before.Id)
  const told = { name, fromId: before.Image, toId: images.toId }
  try {
    if (before.State.Running) await old.stop().catch(unlessDone)
    await old.rename({ name: name + OLD_SUFFIX })
    const settings = sameSettings(before, images.old, before.Config.Image)
    const fresh = await docker.createContainer({ ...settings.create, name })
    for (const { network, endpoint } of settings.joinLater)
      await docker.getNetwork(network).connect({ Container: fresh.id, EndpointConfig: endpoint })
    // One that was stopped is made anew and stays stopped: there is nothing to prove.
    const found: Found = before.State.Running
      ? await startAndWait(fresh, given)
      : { well: true, found: 'not_started' }
    if (found.well) {
      await old.remove().catch(unlessDone)
      return { ...told, result: 'updated', found: found.found }
    }
    const said = await lastWords(fresh)
    await putBack(docker, name, before.State.Running)
    return { ...told, result: 'rolled_back', found: found.found, said }
  } catch (error) {
    await putBack(docker, name, before.State.Running)
    if (given.signal.aborted) throw error
    return { ...told, result: 'rolled_back', found: 'not_started', said: messageOf(error) }
  }
}

async function startAndWait(fresh: Container, { healthS, clock, signal }: Swap): Promise<Found> {
  await fresh.start()
  return waitUntilWell(fresh, { limitMs: healthS * 1000, clock, signal })
}

/** The kept container takes its name and its place again; does nothing where none is kept. */
export async function putBack(docker: Docker, name: string, start: boolean): Promise<boolean> {
  const kept = await find(docker, name + OLD_SUFFIX)
  if (kept) {
    if (await find(docker, name)) await docker.getContainer(name).remove({ force: true })
    await docker.getContainer(kept.Id).rename({ name })
  }
  // Where it was not yet renamed, it was only stopped.
  if (start) await docker.getContainer(name).start().catch(unlessDone)
  return kept !== undefined
}

/** @throws what the engine says, unless it is that there is none */
export async function find(docker: Docker, name: string): Promise<ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(name).inspect()
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

async function lastWords(container: Container): Promise<string> {
  const { State } = await container.inspect()
  const checks = State.Health?.Log ?? []
  const check = checks.at(-1)?.Output.trim()
  if (check) return check.slice(0, 500)
  const log = await container.logs({ stdout: true, stderr: true, tail: 5 }).catch(() => Buffer.alloc(0))
  const text = log
    .toString('utf8')
    // Each line of a container without a terminal has a header of eight bytes.
    .replace(/[\x00-\x02]\0\0\0[\s\S]{4}/g, '')
    .trim()
  return text === '' ? `ended with exit code ${State.ExitCode}` : text.slice(-500)
}

/** 304: it is in that state already; 404: it is gone; 409: it is going. */
function unlessDone(error: unknown): void {
  if (![304, 404, 409].includes(statusOf(error) ?? 0)) throw error
}

export const statusOf = (error: unknown): number | undefined => {
  const { statusCode } = error as { statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : undefined
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500)
