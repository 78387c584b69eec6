import { MISSED_POLICIES, type ScheduleChange } from '../domain/schedule.ts'
import { PRIORITIES } from '../domain/run.ts'
import type { Cli } from './cli.ts'
import { option, type Shape } from './command.ts'
import type { AddOptions } from './commands/schedule.ts'

export const SCHEDULE_EXAMPLES = {
  en: ['schedule add "every Sunday at 4" docker-cleanup', 'schedule list'],
  fr: ['schedule add "tous les dimanches à 4 h" docker-cleanup', 'schedule list'],
} as const

const ADD_EXAMPLES = {
  en: [
    'schedule add "every Sunday at 4" docker-cleanup --approve',
    'schedule add "30 3 1 * *" disk-report path=/srv --tz Europe/Paris',
    'schedule add "every 5 minutes" server-health --check',
    'schedule add every day at 7 "are the backups fresh"',
  ],
  fr: [
    'schedule add "tous les dimanches à 4 h" docker-cleanup --approve',
    'schedule add "30 3 1 * *" disk-report path=/srv --tz Europe/Paris',
    'schedule add "toutes les 5 minutes" server-health --check',
    'schedule add tous les jours à 7 h "vérifie les sauvegardes"',
  ],
} as const

/** `autohome schedule …`. */
export function scheduleCommands(cli: Cli): readonly Shape[] {
  const { locale } = cli
  const json = () => option('--json', 'cli.help.json', locale)
  const change = (what: ScheduleChange): Shape => ({
    usage: `${what} <schedule>`,
    summary: `cli.schedule.${what}`,
    examples: [`schedule ${what} k3v9m2p7`],
    options: [json()],
    act: async (id: string, options) =>
      (await import('./commands/schedule.ts')).change(cli, id, what, options),
  })
  return [
    {
      usage: 'add <when-and-what...>',
      summary: 'cli.schedule.add',
      examples: ADD_EXAMPLES[locale],
      options: [
        json(),
        option('--tz <zone>', 'cli.help.tz', locale),
        option('--missed <policy>', 'cli.help.missed', locale).choices([...MISSED_POLICIES]),
        option('--approve', 'cli.help.approve', locale),
        option('--check', 'cli.help.check', locale),
        option('--mode <mode>', 'cli.help.mode', locale).choices(['direct', 'sandbox']),
        option('--no-verify', 'cli.help.no_verify', locale),
        option('--priority <priority>', 'cli.help.priority', locale).choices([...PRIORITIES]),
      ],
      act: async (words: string[], options: AddOptions) =>
        (await import('./commands/schedule.ts')).add(cli, words, options),
    },
    {
      usage: 'list',
      summary: 'cli.schedule.list',
      examples: ['schedule list', 'schedule list --json'],
      options: [json()],
      act: async (options) => (await import('./commands/schedule.ts')).list(cli, options),
    },
    {
      usage: 'run <schedule>',
      summary: 'cli.schedule.run',
      examples: ['schedule run k3v9m2p7'],
      options: [json()],
      act: async (id: string, options) => (await import('./commands/schedule.ts')).runNow(cli, id, options),
    },
    change('pause'),
    change('resume'),
    change('remove'),
    change('approve'),
    change('revoke'),
  ]
}
