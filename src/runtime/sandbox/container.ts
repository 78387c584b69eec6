import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../domain/clock.ts'
import { wait } from '../../lib/clock.ts'
import type { StreamName } from '../host/pipes.ts'
import { createEndMark } from './end-mark.ts'
import { type Docker, isGone } from './engine.ts'
import { createFrames, type Frame } from './frames.ts'
import {
  type Ended,
  encodeRequest,
  encodeStart,
  isOver,
  parseEnded,
  type ResidentRequest,
} from './resident.ts'

/** A container whose resident waits for requests: one at a time. */
export interface WarmContainer {
  /** The first line of the resident; undefined where it ended before that. */
  readonly greeting: Promise<string | undefined>
  /** False once its resident has ended or it was thrown away. */
  alive(): boolean
  /**
   * Runs one request. undefined: the container ended before the resident said how the request did.
   * @throws what `take` threw; the container is of no use then
   */
  exchange(
    request: ResidentRequest,
    take: (stream: StreamName, bytes: Buffer) => Promise<void>,
  ): Promise<Ended | undefined>
  /** Ends everything inside and takes the container away. Never rejects; what is left then, a sweep finds. */
  discard(): Promise<void>
}

/** How long an engine may take for ending a container, and what it wrote last to arrive, in milliseconds. */
const DISCARD_MS = 15_000
const LAST_WORDS_MS = 250
const SECRET_BYTES = 16

/**
 * Starts a container that was created, and listens to its resident. `env` is the environment of every command.
 *
 * @throws what the engine answers
 */
export async function startContainer(
  container: Docker.Container,
  env: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<WarmContainer> {
  const socket = (await container.attach({
    ...{ stream: true, stdin: true, stdout: true, stderr: true, hijack: true },
  })) as unknown as Duplex
  socket.on('error', () => socket.destroy())
  await container.start().catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  return listen(
    socket,
    env,
    async () => {
      await container.kill().catch(() => undefined)
      await container.remove({ force: true, v: true }).catch((error: unknown) => {
        if (!isGone(error)) throw error
      })
    },
    clock,
  )
}

type Listener = (frame: Frame) => Promise<void>

function listen(
  socket: Duplex,
  env: Readonly<Record<string, string>>,
  remove: () => Promise<void>,
  clock: Clock,
): WarmContainer {
  let ended = false
  let listener: Listener | undefined
  let abandon: (() => void) | undefined
  let discarding: Promise<void> | undefined
  let secret = newSecret()
  const greeting = createEndMark('autohome ')
  let greet: (line: string | undefined) => void = () => undefined
  const greeted = new Promise<string | undefined>((resolve) => (greet = resolve))
  listener = async ({ bytes }) => {
    greeting.take(bytes)
    const [line] = greeting.lines()
    if (line !== undefined) greet(line)
  }

  async function pump(): Promise<void> {
    const frames = createFrames()
    try {
      for await (const chunk of socket) for (const frame of frames(chunk)) await listener?.(frame)
    } catch {
      // The connection broke: as good as an end.
    } finally {
      ended = true
      greet(undefined)
      abandon?.()
    }
  }
  const pumped = pump()
  socket.write(encodeStart(env, secret))

  return {
    greeting: greeted,
    alive: () => !ended && discarding === undefined,
    async exchange(request, take) {
      const marks = { stdout: createEndMark(secret), stderr: createEndMark(secret) }
      const answered = new Promise<Ended | undefined>((resolve, reject) => {
        listener = async ({ stream, bytes }) => {
          try {
            const own = marks[stream].take(bytes)
            if (own.length > 0) await take(stream, own)
          } catch (error) {
            reject(error)
            listener = undefined
          }
          const [stdout, stderr] = [marks.stdout.lines(), marks.stderr.lines()]
          if (isOver(stdout, stderr)) resolve(parseEnded(stdout, stderr))
        }
        abandon = () => resolve(undefined)
        if (ended) abandon()
      })
      secret = newSecret()
      socket.write(encodeRequest(request, secret))
      return answered
    },
    discard() {
      discarding ??= throwAway()
      return discarding
    },
  }

  async function throwAway(): Promise<void> {
    const within = (ms: number, work: Promise<unknown>) =>
      Promise.race([work.catch(() => undefined), wait(clock, ms, new AbortController().signal)])
    await within(DISCARD_MS, remove())
    await within(LAST_WORDS_MS, pumped)
    socket.destroy()
  }
}

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('hex')
