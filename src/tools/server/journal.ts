import { z } from 'zod'
import { given, nonEmptyLines } from './figures.ts'
import { parseJson } from './parse-container.ts'
import { type LogEntry, PRIORITIES, type Priority } from './shapes/log.ts'

const FIELDS = 'MESSAGE,PRIORITY,UNIT,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,_COMM,_TRANSPORT'

export interface LogQuestion {
  readonly sinceS: number
  readonly priority: Priority
  readonly unit?: string | undefined
}

/** What is counted and grouped: as many as fit into what is kept of one answer (about 300 bytes each). */
export const MOST_ENTRIES = 2_000

export const journalArgv = ({ sinceS, priority, unit }: LogQuestion): string[] => [
  'journalctl',
  '--no-pager',
  '--output=json',
  `--output-fields=${FIELDS}`,
  `--since=-${sinceS}s`,
  `--priority=${priority}`,
  `--lines=${MOST_ENTRIES}`,
  ...(unit === undefined ? [] : [`--unit=${unit}`]),
]

/** Whether anything is written to the journal at all: without systemd its files may be there, and empty. */
export const ANY_ENTRY_ARGV = [
  'journalctl',
  '--no-pager',
  '--output=json',
  `--output-fields=${FIELDS}`,
  '--lines=1',
]

/** https://systemd.io/JOURNAL_EXPORT_FORMATS: text is a string, anything else an array of bytes, the too long null. */
const field = z
  .union([z.string(), z.array(z.number()), z.null()])
  .optional()
  .transform((value) => (Array.isArray(value) ? Buffer.from(value).toString('utf8') : (value ?? '')))

const record = z.object({
  __REALTIME_TIMESTAMP: z.string(),
  MESSAGE: field,
  PRIORITY: field,
  UNIT: field,
  _SYSTEMD_UNIT: field,
  SYSLOG_IDENTIFIER: field,
  _COMM: field,
  _TRANSPORT: field,
})

/** One JSON object a line, oldest first; a line that was cut in two is passed over. */
export function parseJournal(text: string): LogEntry[] {
  return nonEmptyLines(text).flatMap((line) => {
    const { success, data } = record.safeParse(parseJson(line))
    if (!success) return []
    // Microseconds are past what a number holds exactly only in the year 2255.
    const timeMs = Math.floor(Number(data.__REALTIME_TIMESTAMP) / 1000)
    const priority = data.PRIORITY === '' ? undefined : PRIORITIES[Number(data.PRIORITY)]
    const own = data._TRANSPORT === 'kernel' ? 'kernel' : data.SYSLOG_IDENTIFIER || data._COMM || 'unknown'
    return [
      {
        time: new Date(timeMs).toISOString(),
        timeMs,
        // UNIT is the unit that systemd speaks about, _SYSTEMD_UNIT the one that speaks.
        unit: data.UNIT || data._SYSTEMD_UNIT || own,
        ...given('priority', priority),
        message: data.MESSAGE,
      },
    ]
  })
}
