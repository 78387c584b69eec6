import type { JsonObject } from '../domain/json.ts'
import type { ScheduleChange } from '../domain/schedule.ts'

/** What a message asks of Autohome itself. Ids may be prefixes; a left-out run is the latest one of the thread. */
export type Command =
  | { readonly kind: 'run'; readonly workflow: string; readonly params: JsonObject; readonly text: string }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'status' | 'runs' | 'workflows' | 'approvals' | 'help' }
  | { readonly kind: 'away'; readonly on: boolean }
  | { readonly kind: 'schedule'; readonly wish: ScheduleWish }
  | { readonly kind: RunCommand; readonly id?: string }
  | { readonly kind: 'cancel'; readonly id?: string; readonly reason?: string }
  | { readonly kind: 'undo'; readonly id?: string; readonly preview: boolean; readonly changed: boolean }
  | { readonly kind: 'steer'; readonly id?: string; readonly text: string }
  | { readonly kind: 'approve'; readonly id?: string }
  | { readonly kind: 'deny'; readonly id?: string; readonly reason?: string }
  | { readonly kind: 'answer'; readonly id: string; readonly option: string; readonly text?: string }

/** What is to become of schedules. */
export type ScheduleWish =
  | { readonly action: 'list' }
  | {
      readonly action: 'add'
      readonly when: string
      /** A job by name with its parameters, or any request. */
      readonly what: string
      readonly approve: boolean
      readonly check: boolean
    }
  | { readonly action: ScheduleChange | 'run'; readonly id: string }

export type RunCommand = 'show' | 'logs' | 'evidence' | 'verify' | 'repair' | 'audit'
export type CommandName = Command['kind']

/** How each is written, without the prefix that a surface asks for. */
export const USAGE: Readonly<Record<CommandName, string>> = {
  ask: 'ask <text>',
  run: 'run <workflow> [name=value …]',
  workflows: 'workflows',
  status: 'status',
  runs: 'runs',
  show: 'show [run]',
  logs: 'logs [run]',
  evidence: 'evidence [run]',
  verify: 'verify [run]',
  repair: 'repair [run]',
  undo: 'undo [run] [--dry-run] [--changed]',
  cancel: 'cancel [run] [reason]',
  steer: 'steer [run] <text>',
  approvals: 'approvals',
  approve: 'approve [question]',
  deny: 'deny [question] [reason]',
  answer: 'answer <question> <option> [command]',
  away: 'away [off]',
  schedule: 'schedule [add <when>: <what> | pause | resume | run | approve | revoke | remove <schedule>]',
  audit: 'audit [run]',
  help: 'help',
}

const FRENCH: Readonly<Record<string, CommandName>> = {
  absence: 'away',
  absent: 'away',
  aide: 'help',
  annuler: 'cancel',
  approbations: 'approvals',
  approuver: 'approve',
  defaire: 'undo',
  demander: 'ask',
  etat: 'status',
  executions: 'runs',
  journaux: 'logs',
  lancer: 'run',
  montrer: 'show',
  planification: 'schedule',
  planifications: 'schedule',
  planifier: 'schedule',
  preciser: 'steer',
  preuves: 'evidence',
  refuser: 'deny',
  reparer: 'repair',
  repondre: 'answer',
  statut: 'status',
  travaux: 'workflows',
  verifier: 'verify',
}
const ENGLISH: Readonly<Record<string, CommandName>> = {
  questions: 'approvals',
  schedules: 'schedule',
  stop: 'cancel',
  '?': 'help',
}

/** A sub-command by its name in either language; upper case and accents do not matter. */
export function commandNamed(word: string): CommandName | undefined {
  const plain = word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  if (isName(plain)) return plain
  if (Object.hasOwn(FRENCH, plain)) return FRENCH[plain]
  return Object.hasOwn(ENGLISH, plain) ? ENGLISH[plain] : undefined
}

const isName = (word: string): word is CommandName => Object.hasOwn(USAGE, word)
