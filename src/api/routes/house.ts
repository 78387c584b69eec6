import { z } from 'zod'
import { LOCALES } from '../../domain/text.ts'
import type { Route } from '../route.ts'
import { json, route } from '../route.ts'
import { actor, count, idParams } from '../schemas.ts'

/** What this Autohome is and can do, beside its runs. */
export const houseRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/engine',
    summary: 'Which process this is',
    handle: async (engine) => json(await engine.about()),
  }),
  route({
    method: 'GET',
    path: '/status',
    summary: 'Version, process and counts',
    handle: async (engine) => json(await engine.status()),
  }),
  route({
    method: 'GET',
    path: '/workflows',
    summary: 'Jobs that are written down',
    query: z.strictObject({ locale: z.enum(LOCALES).default('en') }),
    handle: async (engine, { query }) => json(await engine.workflows(query.locale)),
  }),
  route({
    method: 'GET',
    path: '/tools',
    summary: 'What an agent can do here',
    handle: async (engine) => json(await engine.tools()),
  }),
  route({
    method: 'POST',
    path: '/policy/explain',
    summary: 'How a command is read and judged',
    body: z.strictObject({
      command: z.string().max(1_000_000),
      mode: z.enum(['direct', 'sandbox']).default('direct'),
    }),
    handle: async (engine, { body }) => json(await engine.explain(body.command, { mode: body.mode })),
  }),
  route({
    method: 'POST',
    path: '/away',
    summary: 'Whatever asks is denied while its owner is away',
    body: z.strictObject({ by: actor, on: z.boolean() }),
    handle: async (engine, { body }) => json((await engine.setAway(body.on, body.by)) ?? null),
  }),
  route({
    method: 'GET',
    path: '/policy/rules',
    summary: 'The owner’s own rules',
    handle: async (engine) => json(await engine.ownRules()),
  }),
  route({
    method: 'POST',
    path: '/policy/rules/:id/revoke',
    summary: 'Takes a rule of the owner’s back',
    params: idParams,
    body: z.strictObject({ by: actor }),
    handle: async (engine, { params, body }) => json(await engine.revokeRule(params.id, body.by)),
  }),
  route({
    method: 'GET',
    path: '/blobs/:sha256',
    summary: 'A kept output, or a piece of it',
    params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    query: z.strictObject({ offset: count.optional(), length: count.optional() }),
    handle: async (engine, { params, query: { offset = 0, length } }) => ({
      kind: 'bytes',
      data: await engine.blob(params.sha256, length === undefined ? undefined : { offset, length }),
    }),
  }),
]
