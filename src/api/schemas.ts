import { z } from 'zod'
import type { Json, JsonObject } from '../domain/json.ts'
import { PRIORITIES, RUN_STATUSES } from '../domain/run.ts'
import type { Actor, RunRequest } from '../domain/run.ts'
import { MISSED_POLICIES, type ScheduledRequest } from '../domain/schedule.ts'
import { LOCALES } from '../domain/text.ts'

/** What comes over the wire, in the shapes of `domain/`. Lengths are bounded: nobody types that much. */

const short = z.string().min(1).max(200)
const reason = z.string().max(10_000)

const json: z.ZodType<Json> = z.json()
const jsonObject: z.ZodType<JsonObject> = z.record(z.string().max(200), json)

export const idParams = z.strictObject({ id: short })

/**
 * Only this user's own processes reach the socket, and the kernel says no more of them than that: whoever speaks there is
 * the person at the terminal, and nobody from a chat.
 */
export const actor: z.ZodType<Actor> = z.strictObject({
  surface: z.literal('console', 'who speaks on this socket is of surface "console"'),
  id: short,
  name: short.optional(),
})

const limits = z.strictObject({
  timeMs: z.number().positive().optional(),
  tokens: z.number().positive().optional(),
  modelCalls: z.number().positive().optional(),
  turns: z.number().positive().optional(),
  memoryBytes: z.number().positive().optional(),
})

export const runRequest: z.ZodType<RunRequest> = z.strictObject({
  text: z.string().min(1).max(100_000),
  locale: z.enum(LOCALES),
  actor,
  thread: short,
  workflow: short.optional(),
  params: jsonObject.optional(),
  priority: z.enum(PRIORITIES).optional(),
  mode: z.enum(['direct', 'sandbox']).optional(),
  budget: limits.optional(),
  verify: z.boolean().optional(),
  key: short.optional(),
})

/** What a schedule asks for each time. */
const scheduledRequest: z.ZodType<ScheduledRequest> = z.strictObject({
  text: z.string().min(1).max(100_000),
  locale: z.enum(LOCALES),
  workflow: short.optional(),
  params: jsonObject.optional(),
  priority: z.enum(PRIORITIES).optional(),
  mode: z.enum(['direct', 'sandbox']).optional(),
  verify: z.boolean().optional(),
})

export const newSchedule = z.strictObject({
  by: actor,
  when: z.string().min(1).max(1_000),
  timeZone: short.optional(),
  kind: z.enum(['run', 'check']).optional(),
  request: scheduledRequest,
  missed: z.enum(MISSED_POLICIES).optional(),
  approve: z.boolean().optional(),
})

export const byWhom = z.strictObject({ by: actor, reason: reason.optional() })

/** A number in a query, where everything is text. */
export const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** `a,b,c` */
export const statuses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(RUN_STATUSES)).min(1))
