import { Command } from 'commander'
import { PRIORITIES, RUN_STATUSES } from '../domain/run.ts'
import type { MessageKey } from '../i18n/catalogue.ts'
import { word } from '../i18n/say.ts'
import type { Cli } from './cli.ts'
import { commandAdder, dress, option, type Shape } from './command.ts'
import { SCHEDULE_EXAMPLES, scheduleCommands } from './schedule-commands.ts'
import { keepCommands } from './keep-commands.ts'
import type { RunOptions } from './request.ts'

/** What the examples ask for. */
const REQUEST = { en: '"check this server\'s health"', fr: '"vérifie l’état du serveur"' }

/**
 * Every command with its words and options. What a command does is in `commands/`, loaded when it is called.
 *
 * @throws CommanderError for what commander itself refuses; `usage-error.ts` words it
 */
export function createProgram(cli: Cli, version: string, done: (exitCode: number) => void): Command {
  const { locale } = cli
  const program = dress(new Command('autohome'), cli, [`run ${REQUEST[locale]}`])
    .description(word('cli.about', locale))
    .version(version, '-V, --version', word('cli.help.version', locale))
    .addOption(option('--lang <language>', 'cli.help.lang', locale))
    .addHelpText('after', () => `\n${word('cli.more', locale)}`)
  const add = commandAdder(cli, done)
  for (const shape of [
    ...runCommands(cli),
    ...questionCommands(cli),
    ...lookCommands(cli),
    ...keepCommands(cli),
  ])
    add(program, shape)
  const notify = add(program, { usage: 'notify', summary: 'cli.notify', examples: ['notify test'] })
  add(notify, {
    usage: 'test',
    summary: 'cli.notify.test',
    examples: ['notify test'],
    act: async () => (await import('./commands/notify.ts')).notifyTest(cli),
  })
  const policy = add(program, {
    usage: 'policy',
    summary: 'cli.policy',
    examples: ['policy explain "docker image prune --all"'],
  })
  for (const shape of policyCommands(cli)) add(policy, shape)
  const schedule = add(program, {
    usage: 'schedule',
    summary: 'cli.schedule',
    examples: SCHEDULE_EXAMPLES[locale],
  })
  for (const shape of scheduleCommands(cli)) add(schedule, shape)
  return program
}

function runCommands(cli: Cli): readonly Shape[] {
  const opt = (flags: string, key: MessageKey) => option(flags, key, cli.locale)
  const json = () => opt('--json', 'cli.help.json')
  const runOptions = () => [
    json(),
    opt('--mode <mode>', 'cli.help.mode').choices(['direct', 'sandbox']),
    opt('--no-verify', 'cli.help.no_verify'),
    opt('--priority <priority>', 'cli.help.priority').choices([...PRIORITIES]),
    opt('--detach', 'cli.help.detach'),
  ]
  const again = (action: 'verify' | 'repair'): Shape => ({
    usage: `${action} <run>`,
    summary: `cli.${action}`,
    examples: [`${action} 01JD3X`],
    options: [json()],
    act: async (id: string, options) => (await import('./commands/again.ts')).again(cli, action, id, options),
  })
  return [
    {
      usage: 'start [text...]',
      summary: 'cli.start',
      examples: ['start', `start ${REQUEST[cli.locale]}`],
      options: runOptions(),
      act: async (words: string[], options: RunOptions) =>
        words.length === 0
          ? (await import('./commands/start.ts')).start(cli)
          : (await import('./commands/run.ts')).run(cli, words, options),
    },
    {
      usage: 'run <text...>',
      summary: 'cli.run',
      examples: [`run ${REQUEST[cli.locale]}`, 'run disk-report path=/srv --json'],
      options: runOptions(),
      act: async (words: string[], options: RunOptions) =>
        (await import('./commands/run.ts')).run(cli, words, options),
    },
    {
      usage: 'runs',
      summary: 'cli.runs',
      examples: ['runs --status failed --limit 5'],
      options: [
        json(),
        opt('--status <status...>', 'cli.help.status_filter').choices([...RUN_STATUSES]),
        opt('--limit <number>', 'cli.help.limit'),
      ],
      act: async (options) => (await import('./commands/runs.ts')).runs(cli, options),
    },
    {
      usage: 'show <run>',
      summary: 'cli.show',
      examples: ['show 01JD3X', 'show 01JD3X --output 1/execute/disk'],
      options: [json(), opt('--output <call>', 'cli.help.output')],
      act: async (id: string, options) => (await import('./commands/show.ts')).show(cli, id, options),
    },
    again('verify'),
    again('repair'),
    {
      usage: 'undo <run>',
      summary: 'cli.undo',
      examples: ['undo 01JD3X --dry-run', 'undo 01JD3X'],
      options: [json(), opt('--dry-run', 'cli.help.dry_run'), opt('--changed', 'cli.help.changed')],
      act: async (id: string, options) => (await import('./commands/undo.ts')).undo(cli, id, options),
    },
    {
      usage: 'cancel <run> [reason...]',
      summary: 'cli.cancel',
      examples: ['cancel 01JD3X'],
      act: async (id: string, reason: string[]) =>
        (await import('./commands/cancel.ts')).cancel(cli, id, reason.join(' ')),
    },
  ]
}

function questionCommands(cli: Cli): readonly Shape[] {
  const yesOrNo = (choice: 'approve' | 'deny', example: string): Shape => ({
    usage: `${choice} <question> [reason...]`,
    summary: `cli.${choice}`,
    examples: [example],
    act: async (id: string, reason: string[]) =>
      (await import('./commands/answer.ts')).answer(cli, id, choice, reason.join(' ')),
  })
  return [
    {
      usage: 'questions',
      summary: 'cli.questions',
      examples: ['questions'],
      options: [option('--json', 'cli.help.json', cli.locale)],
      act: async (options) => (await import('./commands/questions.ts')).questions(cli, options),
    },
    yesOrNo('approve', 'approve k3v9'),
    yesOrNo('deny', 'deny k3v9 "not before the backup"'),
    {
      usage: 'answer <question> <option> [reason...]',
      summary: 'cli.answer',
      examples: ['answer k3v9 run_again', 'answer k3v9 always', 'answer k3v9 edit --command "rm -f old.txt"'],
      options: [option('--command <text>', 'cli.help.command', cli.locale)],
      act: async (id: string, choice: string, reason: string[], { command }: { command?: string }) =>
        (await import('./commands/answer.ts')).answer(cli, id, choice, reason.join(' '), command),
    },
  ]
}

function lookCommands(cli: Cli): readonly Shape[] {
  const json = () => option('--json', 'cli.help.json', cli.locale)
  return [
    {
      usage: 'audit <run>',
      summary: 'cli.audit',
      examples: ['audit 01JD3X --pack ./audit-pack'],
      options: [json(), option('--pack <directory>', 'cli.help.pack', cli.locale)],
      act: async (id: string, options) => (await import('./commands/audit.ts')).audit(cli, id, options),
    },
    {
      usage: 'tools',
      summary: 'cli.tools',
      examples: ['tools'],
      options: [json()],
      act: async (options) => (await import('./commands/tools.ts')).tools(cli, options),
    },
    {
      usage: 'workflows',
      summary: 'cli.workflows',
      examples: ['workflows'],
      options: [json()],
      act: async (options) => (await import('./commands/workflows.ts')).workflows(cli, options),
    },
    {
      usage: 'doctor',
      summary: 'cli.doctor',
      examples: ['doctor', 'doctor --fix'],
      options: [json(), option('--fix', 'cli.help.fix', cli.locale)],
      act: async (options) => (await import('./commands/doctor.ts')).doctor(cli, options),
    },
    {
      usage: 'away [state]',
      summary: 'cli.away',
      examples: ['away on', 'away off'],
      act: async (state: string | undefined) => (await import('./commands/away.ts')).away(cli, state),
    },
    {
      usage: 'status',
      summary: 'cli.status',
      examples: ['status --json'],
      options: [json()],
      act: async (options) => (await import('./commands/status.ts')).status(cli, options),
    },
  ]
}

function policyCommands(cli: Cli): readonly Shape[] {
  return [
    {
      usage: 'explain <command>',
      summary: 'cli.policy.explain',
      examples: ['policy explain "docker image prune --all"'],
      options: [
        option('--json', 'cli.help.json', cli.locale),
        option('--mode <mode>', 'cli.help.mode', cli.locale).choices(['direct', 'sandbox']),
      ],
      act: async (text: string, options) =>
        (await import('./commands/policy-explain.ts')).explain(cli, text, options),
    },
    {
      usage: 'rules',
      summary: 'cli.policy.rules',
      examples: ['policy rules'],
      options: [option('--json', 'cli.help.json', cli.locale)],
      act: async (options) => (await import('./commands/policy-rules.ts')).rules(cli, options),
    },
    {
      usage: 'revoke <rule>',
      summary: 'cli.policy.revoke',
      examples: ['policy revoke owner.always-3f2a'],
      act: async (id: string) => (await import('./commands/policy-rules.ts')).revoke(cli, id),
    },
    {
      usage: 'check',
      summary: 'cli.policy.check',
      examples: ['policy check --jsonl < commands.jsonl'],
      options: [option('--jsonl', 'cli.help.jsonl', cli.locale)],
      act: async (options) => (await import('./commands/policy-check.ts')).check(cli, options),
    },
  ]
}
