import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { RunId } from '../domain/run.ts'
import { EVENT_LAYOUTS, type EventLayout } from './event-fields.ts'
import type { FieldContext } from './field-kinds.ts'

/*
 * The text of a journal row is a JSON array of events, each `[code, milliseconds after the row's time, field …]`; the
 * fields stand in the order of event-fields.ts, null where one is absent, and absent ones at the end are left out.
 * What has no place there is kept by name: the code is then `[code, {name: value}]`. A type without a layout is its
 * own code, with every field by name.
 */

const LAYOUTS: ReadonlyMap<string, EventLayout> = new Map(Object.entries(EVENT_LAYOUTS))
const TYPES: ReadonlyMap<string, readonly [type: string, layout: EventLayout]> = new Map(
  [...LAYOUTS].map(([type, layout]) => [layout.code, [type, layout]]),
)

/** Where the fields begin, after code and offset. */
const FIRST_FIELD = 2
/** Fields that every event has; they live in the row's own columns. */
const ENVELOPE: ReadonlySet<string> = new Set(['type', 'runId', 'seq', 'at'])

type Fields = Readonly<Record<string, unknown>> & { readonly type: string }
type Packed = (Json | undefined)[]

/**
 * The events of one append as a JSON array. Every append begins anew what `FieldKind`s remember, so that the arrays of
 * several can be joined.
 *
 * @param offsetMs the events' time after the time of the row that will hold them
 */
export function encodeEvents(events: readonly RunEventBody[], offsetMs: number): string {
  const context: FieldContext = { callKey: undefined }
  return JSON.stringify(events.map((event) => encodeEvent(event as unknown as Fields, offsetMs, context)))
}

/** One row's text from those of its appends. */
export const joinTexts = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] ?? '[]') : `[${texts.map((text) => text.slice(1, -1)).join(',')}]`

// Plain loops: this runs for every event, and iterators would double its cost.
function encodeEvent(event: Fields, offsetMs: number, context: FieldContext): Packed {
  const layout = LAYOUTS.get(event.type)
  const packed: Packed = [layout?.code ?? event.type, offsetMs]
  if (!layout) return keepByName(event, packed, [])
  const { names, kinds } = layout
  let placed = 1
  let length = FIRST_FIELD
  for (let i = 0; i < names.length; i++) {
    const value = event[names[i] as string]
    const held = value === undefined ? undefined : kinds[i]?.pack(value, context)
    packed.push(held ?? null)
    if (held === undefined) continue
    placed++
    length = packed.length
  }
  packed.length = length
  return placed === Object.keys(event).length ? packed : keepByName(event, packed, names)
}

function keepByName(event: Fields, packed: Packed, names: readonly string[]): Packed {
  const placed = new Set(names.filter((_, index) => (packed[index + FIRST_FIELD] ?? null) !== null))
  const rest = Object.entries(event).filter(
    ([name, value]) => !ENVELOPE.has(name) && !placed.has(name) && value !== undefined,
  )
  if (rest.length > 0) packed[0] = [packed[0] ?? null, Object.fromEntries(rest) as JsonObject]
  return packed
}

/** A row of the journal, as far as its events go. */
export interface EncodedRow {
  readonly first_seq: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly events: string
}

/** @throws SyntaxError or TypeError where the text is not what `encodeEvents` writes */
export function decodeRow(runId: RunId, row: EncodedRow): RunEvent[] {
  const context: FieldContext = { callKey: undefined }
  const packed = JSON.parse(row.events) as [Json, number, ...Json[]][]
  return packed.map((event, index) => decodeEvent(event, runId, row.first_seq + index, row.at, context))
}

function decodeEvent(
  packed: readonly [Json, number, ...Json[]],
  runId: RunId,
  seq: number,
  rowAt: number,
  context: FieldContext,
): RunEvent {
  const [head, offsetMs] = packed
  const [code, rest] = Array.isArray(head) ? (head as [string, JsonObject]) : [head as string, undefined]
  const [type, layout] = TYPES.get(code) ?? [code, undefined]
  const event: Record<string, unknown> = { runId, seq, at: rowAt + offsetMs, type }
  layout?.names.forEach((name, index) => {
    const held = packed[index + FIRST_FIELD] ?? null
    if (held !== null) event[name] = layout.kinds[index]?.unpack(held, context)
  })
  return (rest === undefined ? event : { ...event, ...rest }) as unknown as RunEvent
}
