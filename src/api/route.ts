import { z } from 'zod'
import type { Engine } from '../domain/engine.ts'

/**
 * One thing that can be asked over HTTP. Routes know no server: `server.ts` serves them on the Unix socket, and any
 * other front door can register the same table.
 */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** `:name` marks a parameter. */
  readonly path: string
  readonly summary: string
  readonly params: z.ZodType<object>
  readonly query: z.ZodType<object>
  readonly body: z.ZodType<object>
  readonly handle: (engine: Engine, input: never, signal: AbortSignal) => Promise<Reply>
}

/** What a handler answers: a value as JSON, bytes, or one JSON value a line for as long as there are any. */
export type Reply =
  | { readonly kind: 'json'; readonly status?: number; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly data: Uint8Array }
  | { readonly kind: 'lines'; readonly items: AsyncIterable<unknown>; readonly endless?: true }

export interface Input<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
}

const NOTHING = z.strictObject({})

/** A route whose handler sees its input in the types of its schemas. Where a schema is left out, nothing is taken. */
export function route<P extends object = object, Q extends object = object, B extends object = object>(spec: {
  readonly method: Route['method']
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodType<P>
  readonly query?: z.ZodType<Q>
  readonly body?: z.ZodType<B>
  readonly handle: (engine: Engine, input: Input<P, Q, B>, signal: AbortSignal) => Promise<Reply>
}): Route {
  return { params: NOTHING, query: NOTHING, body: NOTHING, ...spec }
}

export const json = (value: unknown, status = 200): Reply => ({ kind: 'json', status, value })

/** For calls that answer nothing but that it was done. */
export const done: Reply = { kind: 'json', status: 200, value: { ok: true } }
