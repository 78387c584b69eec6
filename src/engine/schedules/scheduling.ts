import type { Schedules } from '../../domain/schedule.ts'
import type { AppendConditions } from '../../domain/journal.ts'
import type { RunId, RunRequest } from '../../domain/run.ts'
import { ShuttingDown } from '../../lib/abort.ts'
import type { EngineDeps, House } from '../deps.ts'
import { createDue } from './due.ts'
import { lookAt } from './heartbeat.ts'
import { createSchedules } from './manage.ts'

export interface SchedulingDeps extends Pick<EngineDeps, 'clock' | 'journal' | 'schedules' | 'settings'> {
  readonly house: () => Promise<House>
  readonly begin: (request: RunRequest, conditions?: AppendConditions) => Promise<RunId>
  readonly onFatal: (error: unknown) => void
}

export interface Scheduling {
  readonly schedules: Schedules
  /** Acts upon what is due; only in a process that stays. */
  start(): void
  stop(): Promise<void>
}

/** Schedules, as people change them and as time does. */
export function createScheduling(deps: SchedulingDeps): Scheduling {
  const { schedules: rows } = deps
  const stopping = new AbortController()
  const { signal } = stopping
  const due = rows && createDue({ ...deps, rows, look: (schedule) => lookAt(deps, schedule, signal) })
  return {
    schedules: createSchedules({ ...deps, rows, signal, onChange: () => due?.arm() }),
    start: () => due?.start(),
    async stop() {
      stopping.abort(new ShuttingDown('Autohome is stopping'))
      await due?.stop()
    },
  }
}
