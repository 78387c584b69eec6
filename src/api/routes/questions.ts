import { z } from 'zod'
import type { Route } from '../route.ts'
import { json, route } from '../route.ts'
import { actor, idParams } from '../schemas.ts'

export const questionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/questions',
    summary: 'What people were asked',
    query: z.strictObject({
      runId: z.string().optional(),
      status: z.enum(['open', 'answered', 'expired']).optional(),
      thread: z.string().optional(),
    }),
    handle: async (engine, { query }) => json(await engine.questions(query)),
  }),
  route({
    method: 'POST',
    path: '/questions/:id/answer',
    summary: 'Answers a question; the first answer wins',
    params: idParams,
    body: z.strictObject({
      option: z.string().min(1).max(200),
      by: actor,
      reason: z.string().max(10_000).optional(),
      command: z.string().max(100_000).optional(),
    }),
    handle: async (engine, { params, body }) =>
      json(await engine.answer(params.id, body.option, body.by, body.reason, body.command)),
  }),
]
