import { word } from '../../i18n/say.ts'
import { type CommandName, USAGE } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import type { Reply, Row } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** What people ask of an assistant on their server; these need a model that plans and writes. */
export const REQUESTS = [
  'Crée un script Python qui surveille le CPU et alerte au-dessus de 80 %',
  'Analyse les logs Docker des dernières 24 h et fais un rapport des erreurs',
  'Refactor config.py to validated dataclasses',
  'Run the tests of this project and fix what fails',
] as const

const SHOWN: readonly CommandName[] = [
  'ask',
  'run',
  'workflows',
  'status',
  'runs',
  'show',
  'logs',
  'evidence',
  'verify',
  'repair',
  'undo',
  'cancel',
  'steer',
  'approvals',
  'approve',
  'deny',
  'answer',
  'away',
  'schedule',
  'audit',
  'help',
]

/** Help with requests that can be typed as they stand: first what works at once, then what a model adds. */
export async function help({ engine, inbound }: Conversation): Promise<Reply> {
  const { locale } = inbound
  const workflows = await engine.workflows(locale)
  const jobs: Row[] = workflows
    .slice(0, 8)
    .flatMap(({ name, examples: [example] }) =>
      example === undefined ? [] : [{ left: oneLine(example, 80), right: name }],
    )
  const sections = [
    { title: word('help.jobs', locale), rows: jobs },
    { title: word('help.model', locale), rows: REQUESTS.map((left) => ({ left })) },
    {
      title: word('help.commands', locale),
      rows: SHOWN.map((name) => ({
        left: USAGE[name],
        right: word(`help.${name}`, locale),
      })),
    },
  ]
  return {
    kind: 'sections',
    intro: [word('help.title', locale), word('help.without_id', locale)],
    sections: sections.filter(({ rows }) => rows.length > 0),
  }
}
