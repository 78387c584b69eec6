import { failureOf } from './classify.ts'
import { ModelFailure, oneLine } from './failure.ts'
import { linesOf } from './body.ts'

/**
 * Ollama's lines, looked at before the `ollama` package sees them: it passes over a line that is not JSON with a warning
 * on the terminal, and an answer with a hole in it must not pass for a whole one.
 *
 * @throws ModelFailure for an error in mid-stream, a malformed line, and a stream that ends without saying that it is done.
 */
export async function* checkedLines(
  body: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const line of linesOf(body, maxLineBytes)) {
    if (line.trim() === '') continue
    const message = parse(line)
    if ('error' in message) throw midStream(line, message)
    yield encoder.encode(`${line}\n`)
    if (message['done'] === true || message['status'] === 'success') return
  }
  throw new ModelFailure('cut', 'the answer ended before it was done')
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(line)
    if (typeof message === 'object' && message !== null) return message as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw new ModelFailure('server', `a line of the answer is not JSON: ${oneLine(line, 80)}`)
}

/** The HTTP status was sent long before; newer servers name one beside the error. */
function midStream(line: string, message: Readonly<Record<string, unknown>>): ModelFailure {
  const status = message['StatusCode'] ?? message['status_code']
  return failureOf({ status: typeof status === 'number' && status >= 400 ? status : 500, body: line })
}
