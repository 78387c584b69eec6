import type { Clock } from '../../domain/clock.ts'
import type { ModelAnswer, ModelRequest, ModelToolCall } from '../../domain/model.ts'
import { ModelFailure } from './failure.ts'
import { estimateConversationTokens, estimateTokens } from './tokens.ts'

/** What a stream brought in the end, as far as the server says. */
export interface AnswerEnd {
  readonly ended: ModelAnswer['ended']
  readonly promptTokens?: number | undefined
  readonly answerTokens?: number | undefined
  readonly loadMs?: number | undefined
}

export interface AnswerBuilder {
  /** A piece of the answer itself. */
  text(piece: string): void
  /** Counted and timed, but no text of the answer: pieces of a call, and thinking, in which nothing was said. */
  aside(piece: string): void
  toolCall(call: ModelToolCall): void
  end(end: AnswerEnd): ModelAnswer
}

/**
 * Puts an answer together from its pieces. Counts that the server leaves out are estimated, so that a budget counts
 * every call.
 *
 * @throws ModelFailure `too_long` from the piece on that is one too many.
 */
export function answerBuilder(
  model: string,
  request: ModelRequest,
  limits: { clock: Clock; maxBytes: number },
  onText: (piece: string) => void = () => undefined,
): AnswerBuilder {
  const { clock, maxBytes } = limits
  const startedAt = clock.elapsed()
  const pieces: string[] = []
  const toolCalls: ModelToolCall[] = []
  let bytes = 0
  let firstTokenMs: number | undefined

  const count = (piece: string) => {
    firstTokenMs ??= clock.elapsed() - startedAt
    bytes += Buffer.byteLength(piece)
    if (bytes > maxBytes) throw new ModelFailure('too_long', `the answer is longer than ${maxBytes} bytes`)
  }
  return {
    text(piece) {
      if (piece === '') return
      count(piece)
      pieces.push(piece)
      onText(piece)
    },
    aside(piece) {
      if (piece !== '') count(piece)
    },
    toolCall(call) {
      toolCalls.push(call)
    },
    end({ ended, promptTokens, answerTokens, loadMs = 0 }) {
      const text = pieces.join('')
      const totalMs = clock.elapsed() - startedAt
      return {
        text,
        toolCalls,
        ended,
        usage: {
          model,
          promptTokens: promptTokens ?? estimateConversationTokens(request.messages),
          answerTokens: answerTokens ?? estimateTokens(text),
        },
        timing: { loadMs, firstTokenMs: firstTokenMs ?? totalMs, totalMs },
      }
    },
  }
}
