import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { RunId } from '../domain/run.ts'
import { EVENT_LAYOUTS, type EventLayout } from './event-fields.ts'
import type { FieldContext } from './field-kinds.ts'

/*
 * The text of a journal row is a JSON array of events, each `[head, field …]`; the fields stand in the order of
 * event-fields.ts, null where one is absent, and absent ones at the end are left out. The head is the type's code;
 * `[code, ms]` where the event is that much later than the row, which only joined appends are; and `[code, ms, {…}]`
 * where there are fields without a place, kept by name. A type without a layout is its own code.
 */

const LAYOUTS: ReadonlyMap<string, EventLayout> = new Map(Object.entries(EVENT_LAYOUTS))
const TYPES: ReadonlyMap<string, readonly [type: string, layout: EventLayout]> = new Map(
  [...LAYOUTS].map(([type, layout]) => [layout.code, [type, layout]]),
)

type Head = string | readonly [code: string, offsetMs: number, rest?: JsonObject]
/** Fields that every event has; they live in the row's own columns. */
const ENVELOPE: ReadonlySet<string> = new Set(['type', 'runId', 'seq', 'at'])

type Fields = Readonly<Record<string, unknown>> & { readonly type: string }
/** The head, and the fields after it. */
type Packed = (Json | Head)[]

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

/**
 * Runs for every event, mostly right after a wait for the disk with every cache cold, so it asks for each field once, in
 * the order in which the event has them; that order nearly always is the layout's. Where it is not, `encodeAnyOrder`.
 */
function encodeEvent(event: Fields, offsetMs: number, context: FieldContext): Packed {
  const layout = LAYOUTS.get(event.type)
  if (!layout) return keepByName(event, [event.type], offsetMs, [])
  const { names, kinds } = layout
  const before = context.callKey
  const packed: Packed = [offsetMs === 0 ? layout.code : [layout.code, offsetMs]]
  let field = 0
  for (const name in event) {
    if (name === 'type') continue
    const value = event[name]
    if (value === undefined) continue
    while (field < names.length && names[field] !== name) {
      packed.push(null)
      field++
    }
    const held = kinds[field]?.pack(value, context)
    if (held === undefined) {
      context.callKey = before
      return encodeAnyOrder(event, layout, offsetMs, context)
    }
    packed.push(held)
    field++
  }
  return packed
}

function encodeAnyOrder(event: Fields, layout: EventLayout, offsetMs: number, context: FieldContext): Packed {
  const packed: Packed = [layout.code]
  let length = 1
  for (const [index, name] of layout.names.entries()) {
    const value = event[name]
    const held = value === undefined ? undefined : layout.kinds[index]?.pack(value, context)
    packed.push(held ?? null)
    if (held !== undefined) length = packed.length
  }
  packed.length = length
  return keepByName(event, packed, offsetMs, layout.names)
}

/** Completes the head with the offset and with the fields that found no place. */
function keepByName(event: Fields, packed: Packed, offsetMs: number, names: readonly string[]): Packed {
  const placed = new Set(names.filter((_, index) => (packed[index + 1] ?? null) !== null))
  const rest = Object.entries(event).filter(
    ([name, value]) => !ENVELOPE.has(name) && !placed.has(name) && value !== undefined,
  )
  const code = packed[0] as string
  if (rest.length > 0) packed[0] = [code, offsetMs, Object.fromEntries(rest) as JsonObject]
  else if (offsetMs !== 0) packed[0] = [code, offsetMs]
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
  const packed = JSON.parse(row.events) as [Head, ...Json[]][]
  return packed.map((event, index) => decodeEvent(event, runId, row.first_seq + index, row.at, context))
}

function decodeEvent(
  [head, ...fields]: readonly [Head, ...Json[]],
  runId: RunId,
  seq: number,
  rowAt: number,
  context: FieldContext,
): RunEvent {
  const [code, offsetMs, rest] = typeof head === 'string' ? ([head, 0] as const) : head
  const [type, layout] = TYPES.get(code) ?? [code, undefined]
  const event: Record<string, unknown> = { runId, seq, at: rowAt + offsetMs, type }
  layout?.names.forEach((name, index) => {
    const held = fields[index] ?? null
    if (held !== null) event[name] = layout.kinds[index]?.unpack(held, context)
  })
  return (rest === undefined ? event : { ...event, ...rest }) as unknown as RunEvent
}
