import type { Pins } from '../../../src/domain/event.ts'
import type { Schedule } from '../../../src/domain/schedule.ts'
import { OWNER } from '../../helpers/house.ts'

export const pins: Pins = {
  version: '0.0.0',
  configDigest: 'digest',
  limits: { timeMs: 1, tokens: 1, modelCalls: 1, turns: 1, memoryBytes: 1 },
}

export const made = (change: Partial<Schedule>): Schedule => ({
  id: 'one',
  kind: 'run',
  when: change.cron ?? '0 4 * * *',
  cron: '0 4 * * *',
  timeZone: 'UTC',
  request: { text: 'check', locale: 'en', workflow: 'check' },
  missed: 'catch_up',
  by: OWNER,
  createdAt: 0,
  passedOver: 0,
  ...change,
})
