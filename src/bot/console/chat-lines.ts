import { createInterface } from 'node:readline'
import type { Engine } from '../../domain/engine.ts'
import { ulid } from '../../lib/ids.ts'
import { handleInbound } from '../handle.ts'
import type { ChatOptions } from './chat-options.ts'
import { type ConsoleIo, hasColors, widthOf } from './io.ts'
import { paint } from './line.ts'
import { renderReply } from './render-reply.ts'
import { createSpeech } from './speech.ts'
import { watchRun } from './watch-run.ts'

const PREFIX = '/orchestrate'

/** Requests from a pipe: one line after the other, each run followed to its end. */
export async function chatByLines(engine: Engine, io: ConsoleIo, options: ChatOptions): Promise<number> {
  const { clock, actor, thread, signal } = options
  const speech = createSpeech(options)
  let exitCode = 0
  if (!io.input) return exitCode
  const lines = createInterface({
    input: io.input,
    crlfDelay: Number.POSITIVE_INFINITY,
    ...(signal ? { signal } : {}),
  })
  for await (const text of lines) {
    if (text.trim() === '') continue
    speech.hear(text)
    const locale = speech.locale()
    const inbound = { eventId: ulid(clock.now()), thread, actor, text, locale }
    const reply = await handleInbound({ engine, inbound, ...options })
    const shown = renderReply(reply, { width: widthOf(io.out), prefix: PREFIX })
    io.out.write(shown.map((parts) => `${paint(parts, hasColors(io))}\n`).join(''))
    if (reply.kind === 'text' && !reply.ok) exitCode = 1
    if (reply.kind !== 'run') continue
    const watched = await watchRun(engine, reply.runId, io, {
      ...options,
      locale,
      interactive: false,
      afterSeq: reply.afterSeq,
      ...(signal ? { interrupt: signal } : {}),
    })
    if (watched.exitCode !== 0) exitCode = watched.exitCode
  }
  return exitCode
}
