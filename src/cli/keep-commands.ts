import type { MessageKey } from '../i18n/catalogue.ts'
import type { Cli } from './cli.ts'
import { option, type Shape } from './command.ts'

/** Commands that look after Autohome itself. */
export function keepCommands(cli: Cli): readonly Shape[] {
  const opt = (flags: string, key: MessageKey) => option(flags, key, cli.locale)
  const json = () => opt('--json', 'cli.help.json')
  return [
    {
      usage: 'init',
      summary: 'cli.init',
      examples: ['init', 'init --yes --set locale=fr execute.mode=sandbox'],
      options: [
        opt('--yes', 'cli.help.yes'),
        opt('--set <settings...>', 'cli.help.set'),
        opt('--test-notification', 'cli.help.test_notification'),
      ],
      act: async (options) => (await import('./commands/init.ts')).init(cli, options),
    },
    {
      usage: 'backup [file]',
      summary: 'cli.backup',
      examples: ['backup', 'backup /mnt/usb/autohome.tar.gz --with-secrets'],
      options: [json(), opt('--with-secrets', 'cli.help.with_secrets')],
      act: async (file: string | undefined, options) =>
        (await import('./commands/backup.ts')).backup(cli, file, options),
    },
    {
      usage: 'restore <file>',
      summary: 'cli.restore',
      examples: ['restore autohome-20261121-040000.tar.gz --into ~/.autohome'],
      options: [json(), opt('--into <directory>', 'cli.help.into')],
      act: async (file: string, options) =>
        (await import('./commands/restore.ts')).restore(cli, file, options),
    },
    {
      usage: 'prune',
      summary: 'cli.prune',
      examples: ['prune --dry-run'],
      options: [json(), opt('--dry-run', 'cli.help.dry_run')],
      act: async (options) => (await import('./commands/prune.ts')).prune(cli, options),
    },
  ]
}
