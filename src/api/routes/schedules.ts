import { z } from 'zod'
import { SCHEDULE_CHANGES } from '../../domain/schedule.ts'
import type { Route } from '../route.ts'
import { json, route } from '../route.ts'
import { actor, idParams, newSchedule } from '../schemas.ts'

export const scheduleRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/schedules',
    summary: 'Schedules with their next times',
    handle: async (engine) => json(await engine.schedules()),
  }),
  route({
    method: 'POST',
    path: '/schedules',
    summary: 'Makes a schedule',
    body: newSchedule,
    handle: async (engine, { body: { by, ...asked } }) => json(await engine.addSchedule(asked, by), 201),
  }),
  route({
    method: 'POST',
    path: '/schedules/:id/change',
    summary: 'Pauses, resumes or removes a schedule; gives or revokes its standing approval',
    params: idParams,
    body: z.strictObject({ change: z.enum(SCHEDULE_CHANGES), by: actor }),
    handle: async (engine, { params, body }) =>
      json(await engine.changeSchedule(params.id, body.change, body.by)),
  }),
  route({
    method: 'POST',
    path: '/schedules/:id/run',
    summary: 'Does at once what a schedule asks for',
    params: idParams,
    body: z.strictObject({ by: actor }),
    handle: async (engine, { params, body }) => json(await engine.runSchedule(params.id, body.by), 201),
  }),
]
