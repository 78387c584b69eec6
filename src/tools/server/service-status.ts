import { defineTool } from '../define.ts'
import { answered, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given } from './figures.ts'
import { type ServiceStatus, serviceStatusInput, serviceStatusOutput } from './shapes/service.ts'
import { askSystemctl } from './systemd.ts'

const PROPERTIES = [
  'Id',
  'Description',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'StateChangeTimestamp',
  'MainPID',
  'NRestarts',
  'UnitFileState',
  'MemoryCurrent',
].join(',')

const showArgv = (name: string): string[] => [
  'systemctl',
  'show',
  '--no-pager',
  `--property=${PROPERTIES}`,
  '--',
  name,
]

export const createServiceStatus = (deps: ServerDeps) =>
  defineTool({
    name: 'service_status',
    group: 'server',
    summary: { en: 'The state of one service', fr: 'L’état d’un service' },
    access: 'read',
    input: serviceStatusInput,
    output: serviceStatusOutput,
    timeoutMs: 20_000,
    errors: ['E_NOT_FOUND', 'E_UNAVAILABLE', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'],
    effects: ({ name }, { cwd }) => [programEffect(showArgv(name), cwd)],
    async run({ name }, context) {
      const answer = await askSystemctl(deps, showArgv(name), context)
      if (!answer.ok) return answer
      const properties = parseProperties(answer.stdout)
      if (properties.get('LoadState') === 'not-found')
        return failure('E_NOT_FOUND', `there is no service named ${name}`, { subject: name })
      return answered(toStatus(properties, name), answer)
    },
  })

/** `Key=value` lines of `systemctl show`; a value may itself hold `=`. */
export const parseProperties = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=')
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]]
    }),
  )

export function toStatus(properties: ReadonlyMap<string, string>, asked: string): ServiceStatus {
  const text = (key: string): string => properties.get(key) ?? ''
  const state = text('ActiveState')
  const sinceEpochMs = parseSystemdTime(text('StateChangeTimestamp'))
  const mainPid = Number(text('MainPID') || 0)
  return {
    name: text('Id') || asked,
    description: text('Description'),
    active: state === 'active',
    state,
    sub: text('SubState'),
    result: text('Result'),
    ...given('since', sinceEpochMs === undefined ? undefined : new Date(sinceEpochMs).toISOString()),
    ...given('sinceEpochMs', sinceEpochMs),
    ...given('mainPid', mainPid > 0 ? mainPid : undefined),
    restarts: Number(text('NRestarts') || 0),
    enabled: text('UnitFileState'),
    ...given('memoryBytes', memoryOf(text('MemoryCurrent'))),
  }
}

/** `[not set]`, and on older versions 2^64 - 1, where the unit is not accounted for. */
const memoryOf = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined)

/** `Fri 2026-11-20 21:42:03 UTC`, as systemd prints times when asked in UTC. */
export function parseSystemdTime(text: string): number | undefined {
  const [, day, time] = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?: UTC)?$/.exec(text) ?? []
  if (day === undefined || time === undefined) return undefined
  const ms = Date.parse(`${day}T${time}Z`)
  return Number.isNaN(ms) ? undefined : ms
}
