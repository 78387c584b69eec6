import { isAbsolute } from 'node:path'
import { z } from 'zod'
import type { Route } from '../route.ts'
import { done, json, route } from '../route.ts'
import { actor, byWhom, count, idParams, runRequest, statuses } from '../schemas.ts'

export const runRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/runs',
    summary: 'Starts a run',
    body: runRequest,
    handle: async (engine, { body }) => json(await engine.submit(body), 201),
  }),
  route({
    method: 'GET',
    path: '/runs',
    summary: 'Runs, newest first',
    query: z.strictObject({
      status: statuses.optional(),
      thread: z.string().optional(),
      limit: count.optional(),
    }),
    handle: async (engine, { query }) => json(await engine.runs(query)),
  }),
  route({
    method: 'GET',
    path: '/runs/:id',
    summary: 'One run with its events',
    params: idParams,
    handle: async (engine, { params }) => json(await engine.show(params.id)),
  }),
  route({
    method: 'POST',
    path: '/runs/:id/cancel',
    summary: 'Stops a run',
    params: idParams,
    body: byWhom,
    handle: async (engine, { params, body }) => {
      await engine.cancel(params.id, body.by, body.reason)
      return done
    },
  }),
  route({
    method: 'POST',
    path: '/runs/:id/verify',
    summary: 'VERIFY alone again',
    params: idParams,
    body: z.strictObject({ by: actor }),
    handle: async (engine, { params, body }) => {
      await engine.reverify(params.id, body.by)
      return done
    },
  }),
  route({
    method: 'POST',
    path: '/runs/:id/repair',
    summary: 'A repair cycle, even after a pass',
    params: idParams,
    body: z.strictObject({ by: actor }),
    handle: async (engine, { params, body }) => {
      await engine.repair(params.id, body.by)
      return done
    },
  }),
  route({
    method: 'POST',
    path: '/runs/:id/steer',
    summary: 'A word to a run that is going on',
    params: idParams,
    body: z.strictObject({ by: actor, text: z.string().min(1).max(100_000) }),
    handle: async (engine, { params, body }) => {
      await engine.steer(params.id, body.text, body.by)
      return done
    },
  }),
  route({
    method: 'GET',
    path: '/runs/:id/audit',
    summary: 'Whether the hash chain of a run holds',
    params: idParams,
    handle: async (engine, { params }) => json(await engine.audit(params.id)),
  }),
  route({
    method: 'POST',
    path: '/runs/:id/pack',
    summary: 'Writes an audit pack',
    params: idParams,
    body: z.strictObject({ directory: z.string().max(4096).refine(isAbsolute, 'must be an absolute path') }),
    handle: async (engine, { params, body }) => json(await engine.pack(params.id, body.directory), 201),
  }),
  route({
    method: 'GET',
    path: '/runs/:id/events',
    summary: 'Events of a run after a sequence number, kept ones first, then live ones, until it has ended',
    params: idParams,
    query: z.strictObject({ after: count.optional() }),
    handle: async (engine, { params, query }, signal) => ({
      kind: 'lines',
      items: engine.follow(params.id, query.after ?? 0, signal),
    }),
  }),
  route({
    method: 'GET',
    path: '/events',
    summary: 'Events of every run from now on',
    handle: async (engine, _input, signal) => ({
      kind: 'lines',
      items: engine.watch(signal),
      endless: true,
    }),
  }),
  route({
    method: 'GET',
    path: '/feed',
    summary: 'Events of every run after a position, with their positions, kept ones first, then live ones',
    query: z.strictObject({ after: count.optional() }),
    handle: async (engine, { query }, signal) => ({
      kind: 'lines',
      items: engine.feed(query.after ?? 0, signal),
      endless: true,
    }),
  }),
  route({
    method: 'GET',
    path: '/position',
    summary: 'Position of the last event, from which a feed of news alone begins',
    handle: async (engine) => json(await engine.position()),
  }),
]
