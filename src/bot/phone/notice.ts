import type { Severity } from '../../domain/incident.ts'
import type { JsonObject } from '../../domain/json.ts'
import { bytesOf, clipBytes, jsonBytesOf } from './bytes.ts'

/** A button; the text is what pressing it posts. */
export interface NoticeChoice {
  readonly label: string
  readonly press: string
  /** The notification stays: it was not answered by this. */
  readonly stays: boolean
}

/** A notification before it gets the form of who is sent it. No secret is in it. */
export interface Notice {
  readonly title: string
  readonly message: string
  readonly severity: Severity
  /** Nobody answered it so far: one degree louder than its severity. */
  readonly louder: boolean
  /** Comes at once although it is quiet: it was asked for. */
  readonly wanted: boolean
  /** Short codes of emoji. */
  readonly tags: readonly string[]
  readonly choices: readonly NoticeChoice[]
  /** The page of it, where there is one. */
  readonly url?: string
  /** For programs. */
  readonly facts: JsonObject
}

/** `over`: nobody has to hear of it any more. */
export type Rendered = { readonly kind: 'notice'; readonly notice: Notice } | { readonly kind: 'over' }

/** A longer message becomes an attachment. https://docs.ntfy.sh/publish/#limitations */
export const MESSAGE_BYTES = 4_096
/** Of its JSON form: servers read at most twice the message limit for the whole request, buttons included. */
const MESSAGE_JSON_BYTES = 4_700
/** Kept free beside a command, for what must be said with it. */
const BESIDE_BYTES = 700
const EXCERPT_BYTES = 1_200

export interface Composed {
  readonly message: string
  /** The body stands there in full. */
  readonly whole: boolean
}

/** `body` in full with `lines` below it; where it does not fit, its beginning, and `tooLong` says so. */
export function compose(body: string, lines: readonly string[], tooLong: string): Composed {
  const block = asBlock(body)
  const fits =
    bytesOf(block) <= MESSAGE_BYTES - BESIDE_BYTES && jsonBytesOf(block) <= MESSAGE_JSON_BYTES - BESIDE_BYTES
  const parts = fits ? [block, ...lines] : [clipBytes(block, EXCERPT_BYTES), tooLong, ...lines]
  return { message: fitted(parts.filter((part) => part !== '').join('\n')), whole: fits }
}

/** Cut at the end as much as the limits ask for. */
export function fitted(text: string): string {
  const cut = clipBytes(text, MESSAGE_BYTES)
  const over = jsonBytesOf(cut) - MESSAGE_JSON_BYTES
  return over <= 0 ? cut : fitted(clipBytes(cut, bytesOf(cut) - Math.ceil(over / 2) - 3))
}

/** Every line of what has several is marked, so that no line of a command can look like one of ours. */
const asBlock = (body: string): string => (body.includes('\n') ? body.replaceAll(/^/gm, '│ ') : body)
