import type { LiveOutput, RunEvent } from '../domain/event.ts'
import { oneLine } from './visible.ts'

/** Told of a model's work, `attempt/phase/model`, and not printed by a call. */
export const isByModel = (callKey: string): boolean => callKey.endsWith('/model')

/** Enough for the longest line anybody reads. */
const KEPT = 2_000

/** The last line that running calls printed, fit to be shown. Progress bars redraw with a carriage return. */
export function createTail() {
  let text = ''
  let of = ''
  return {
    add({ callKey, chunk }: LiveOutput): void {
      if (callKey !== of) text = ''
      of = callKey
      text = (text + chunk.slice(-KEPT)).slice(-KEPT)
    },
    /** A call has ended, or a model has answered: its last words are no news any more. */
    heard(event: RunEvent): void {
      const ended =
        event.type === 'tool_call.finished'
          ? event.callKey === of
          : event.type === 'turn.answered' && isByModel(of)
      if (ended) text = ''
    },
    line(): string {
      const lines = text.replaceAll(ANSI, '').split(/[\r\n]+/)
      return oneLine(lines.findLast((part) => part.trim() !== '') ?? '', 200)
    },
  }
}

/** Colours and cursor movements of the program that runs: ECMA-48 control sequences. */
// oxlint-disable-next-line no-control-regex -- escape sequences are control characters
const ANSI = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g
