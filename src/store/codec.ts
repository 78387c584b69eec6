import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { RunId } from '../domain/run.ts'
import { EVENT_LAYOUTS, type EventLayout } from './event-fields.ts'

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

/** Fields that every event has; they live in the row's own columns. */
const ENVELOPE = new Set(['type', 'runId', 'seq', 'at'])

/**
 * The events of one append as the inside of a JSON array, without its brackets, so that appends can be joined.
 *
 * @param offsetMs the events' time after the time of the row that will hold them
 */
export function encodeEvents(events: readonly RunEventBody[], offsetMs: number): string {
  const context = { callKey: '' }
  let text = ''
  for (const event of events) {
    const packed = encodeEvent(event as unknown as Fields, offsetMs, context)
    text = text === '' ? JSON.stringify(packed) : `${text},${JSON.stringify(packed)}`
  }
  return text
}

type Fields = Readonly<Record<string, unknown>> & { readonly type: string }

function encodeEvent(event: Fields, offsetMs: number, context: { callKey: string }): Json[] {
  const layout = LAYOUTS.get(event.type)
  const packed: (Json | undefined)[] = [layout?.code ?? event.type, offsetMs]
  let placed = 1
  let length = 2
  for (const [name, kind] of layout?.fields ?? []) {
    const value = event[name]
    const held = value === undefined ? undefined : kind.pack(value, context)
    packed.push(held ?? null)
    if (held === undefined) continue
    placed++
    length = packed.length
  }
  packed.length = length
  if (placed !== Object.keys(event).length) keepByName(event, packed, layout)
  return packed as Json[]
}

function keepByName(event: Fields, packed: (Json | undefined)[], layout: EventLayout | undefined): void {
  const held = new Set<string>()
  layout?.fields.forEach(([name], index) => {
    if ((packed[index + 2] ?? null) !== null) held.add(name)
  })
  const rest = Object.entries(event).filter(
    ([name, value]) => !ENVELOPE.has(name) && !held.has(name) && value !== undefined,
  )
  if (rest.length > 0) packed[0] = [packed[0] ?? '', Object.fromEntries(rest) as JsonObject]
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
  const context = { callKey: '' }
  const packed = JSON.parse(row.events) as [Json, number, ...Json[]][]
  return packed.map((event, index) =>
    decodeEvent(event, { runId, seq: row.first_seq + index, at: row.at }, context),
  )
}

function decodeEvent(
  packed: readonly [Json, number, ...Json[]],
  envelope: { readonly runId: RunId; readonly seq: number; readonly at: number },
  context: { callKey: string },
): RunEvent {
  const [head, offsetMs] = packed
  const [code, rest] = Array.isArray(head) ? (head as [string, JsonObject]) : [head as string, undefined]
  const [type, layout] = TYPES.get(code) ?? [code, undefined]
  const event: Record<string, unknown> = {
    runId: envelope.runId,
    seq: envelope.seq,
    at: envelope.at + offsetMs,
    type,
  }
  layout?.fields.forEach(([name, kind], index) => {
    const held = packed[index + 2] ?? null
    if (held !== null) event[name] = kind.unpack(held, context)
  })
  return (rest === undefined ? event : { ...event, ...rest }) as unknown as RunEvent
}
