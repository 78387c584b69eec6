import { REQUESTS } from '../src/bot/commands/help.ts'
import { USAGE } from '../src/bot/command.ts'
import { questionCard } from '../src/bot/question-card.ts'
import type { Reply } from '../src/bot/reply.ts'
import type { Locale } from '../src/domain/text.ts'
import { word } from '../src/i18n/say.ts'
import { approval, RUN, START } from '../tests/helpers/story.ts'
import type { Sample } from './sample.ts'

/** What is answered to commands that list things. */
export function lists(locale: Locale): Sample[] {
  const reply = (name: string, one: Reply): Sample => ({
    name: `reply, ${name}`,
    message: { kind: 'reply', locale, reply: one },
  })
  return [
    reply('runs', {
      kind: 'sections',
      intro: [],
      sections: [{ title: word('talk.runs', locale), rows: RUNS[locale] }],
    }),
    reply('open questions', {
      kind: 'questions',
      questions: ['k7m2p9qx', 'm4x8w2rt'].map((id) =>
        questionCard(approval(RUN, START, { id }), { locale, now: START, timeZone: 'UTC' }),
      ),
    }),
    reply('help', {
      kind: 'sections',
      intro: [word('help.title', locale), word('help.without_id', locale)],
      sections: [
        { title: word('help.jobs', locale), rows: JOBS[locale] },
        { title: word('help.model', locale), rows: REQUESTS.map((left) => ({ left })) },
        {
          title: word('help.commands', locale),
          rows: NAMES.map((name) => ({ left: USAGE[name], right: word(`help.${name}`, locale) })),
        },
      ],
    }),
  ]
}

const NAMES = [
  'ask',
  'run',
  'status',
  'runs',
  'show',
  'verify',
  'cancel',
  'approvals',
  'schedule',
  'help',
] as const

const RUNS = {
  en: [
    { left: '🔧 Clean up the disk · running', right: RUN },
    { left: '✅ Update the containers · passed', right: '01KAHW6Q90ZT3V9M5N7P2R4S6Y' },
  ],
  fr: [
    { left: '🔧 Nettoyer le disque · en cours', right: RUN },
    { left: '✅ Mettre à jour les conteneurs · réussi', right: '01KAHW6Q90ZT3V9M5N7P2R4S6Y' },
  ],
} as const

const JOBS = {
  en: [{ left: 'clean up the disk', right: 'disk-cleanup' }],
  fr: [{ left: 'nettoie le disque', right: 'disk-cleanup' }],
} as const
