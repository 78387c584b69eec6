import type { MessageKey } from '../../i18n/catalogue.ts'
import { word } from '../../i18n/say.ts'
import type { CommandName } from '../command.ts'

/**
 * `/orchestrate` as Discord registers it. Limits: names 32 characters in lower case, descriptions 100, 25 options and 25
 * choices, 8,000 characters in all. https://docs.discord.com/developers/interactions/application-commands
 */
export const COMMAND = 'orchestrate'

interface Words {
  readonly name: string
  readonly name_localizations: { readonly fr: string }
  readonly description: string
  readonly description_localizations: { readonly fr: string }
}

export interface SlashOption extends Words {
  /** 1 a sub-command, 3 a text. */
  readonly type: 1 | 3
  readonly required?: true
  readonly autocomplete?: true
  readonly max_length?: number
  readonly choices?: readonly {
    readonly name: string
    readonly name_localizations: { readonly fr: string }
    readonly value: string
  }[]
  readonly options?: readonly SlashOption[]
}

export interface SlashCommand extends Words {
  readonly type: 1
  readonly options: readonly SlashOption[]
  /** 0 in servers, 1 in direct messages with the bot. */
  readonly contexts: readonly number[]
  /** 0: it belongs to a server, not to a person. */
  readonly integration_types: readonly number[]
}

const words = (name: string, fr: string, key: MessageKey): Words => ({
  name,
  name_localizations: { fr },
  description: word(key, 'en'),
  description_localizations: { fr: word(key, 'fr') },
})

const TEXT_MAX = 4_000
const REASON_MAX = 1_000

const option = {
  text: { ...words('text', 'texte', 'discord.option.text'), type: 3, required: true, max_length: TEXT_MAX },
  wish: { ...words('text', 'texte', 'discord.option.schedule'), type: 3, max_length: TEXT_MAX },
  workflow: {
    ...words('workflow', 'travail', 'discord.option.workflow'),
    type: 3,
    required: true,
    autocomplete: true,
    max_length: 100,
  },
  params: {
    ...words('params', 'parametres', 'discord.option.params'),
    type: 3,
    autocomplete: true,
    max_length: TEXT_MAX,
  },
  run: { ...words('run', 'execution', 'discord.option.run'), type: 3, autocomplete: true, max_length: 100 },
  action: {
    ...words('action', 'action', 'discord.option.action'),
    type: 3,
    choices: (['list', 'add', 'run', 'pause', 'resume', 'approve', 'revoke', 'remove'] as const).map(
      (value) => ({
        name: word(`discord.schedule.${value}`, 'en'),
        name_localizations: { fr: word(`discord.schedule.${value}`, 'fr') },
        value,
      }),
    ),
  },
  schedule: {
    ...words('schedule', 'planification', 'discord.option.which_schedule'),
    type: 3,
    autocomplete: true,
    max_length: 100,
  },
  question: {
    ...words('question', 'question', 'discord.option.question'),
    type: 3,
    autocomplete: true,
    max_length: 100,
  },
  reason: { ...words('reason', 'raison', 'discord.option.reason'), type: 3, max_length: REASON_MAX },
  mode: {
    ...words('mode', 'mode', 'discord.option.away'),
    type: 3,
    required: true,
    choices: (['on', 'off'] as const).map((value) => ({
      name: word(`discord.away.${value}`, 'en'),
      name_localizations: { fr: word(`discord.away.${value}`, 'fr') },
      value,
    })),
  },
} as const satisfies Record<string, SlashOption>

/** Sub-commands with their French names and their options, the ones that are needed most first. */
const SUBS: readonly (readonly [Exclude<CommandName, 'answer'>, string, readonly SlashOption[]])[] = [
  ['ask', 'demander', [option.text]],
  ['run', 'lancer', [option.workflow, option.params]],
  ['status', 'etat', []],
  ['runs', 'executions', []],
  ['show', 'montrer', [option.run]],
  ['logs', 'journaux', [option.run]],
  ['evidence', 'preuves', [option.run]],
  ['verify', 'verifier', [option.run]],
  ['repair', 'reparer', [option.run]],
  ['undo', 'defaire', [option.run]],
  ['cancel', 'annuler', [option.run, option.reason]],
  ['steer', 'preciser', [option.text, option.run]],
  ['approvals', 'approbations', []],
  ['approve', 'approuver', [option.question]],
  ['deny', 'refuser', [option.question, option.reason]],
  ['workflows', 'travaux', []],
  ['schedule', 'planifier', [option.action, option.schedule, option.wish]],
  ['audit', 'audit', [option.run]],
  ['away', 'absence', [option.mode]],
  ['help', 'aide', []],
]

export const slashCommand = (): SlashCommand => ({
  ...words(COMMAND, COMMAND, 'discord.command'),
  type: 1,
  contexts: [0, 1],
  integration_types: [0],
  options: SUBS.map(([name, fr, options]) => ({ ...words(name, fr, `help.${name}`), type: 1, options })),
})
