import { cardOf } from '../src/bot/card.ts'
import { REQUESTS } from '../src/bot/commands/help.ts'
import { budgetNote, recoveryLine } from '../src/bot/card-notes.ts'
import type { Outgoing } from '../src/bot/delivery/outgoing.ts'
import { phaseNote } from '../src/bot/delivery/phase-note.ts'
import { questionCard } from '../src/bot/question-card.ts'
import { visible } from '../src/bot/visible.ts'
import type { Question } from '../src/domain/question.ts'
import type { Locale } from '../src/domain/text.ts'
import { phrase, word } from '../src/i18n/say.ts'
import { otherQuestions } from './question-samples.ts'
import { lists } from './list-samples.ts'
import type { Sample } from './sample.ts'
import { ALICE, approval, executed, passed, planned, RUN, type Story, story } from '../tests/helpers/story.ts'

/** One of every kind of message, as runs of the journal make them, in one language. */
export const samples = (locale: Locale): readonly Sample[] => [
  ...cards(locale),
  ...questions(locale),
  ...notes(locale),
  ...happenings(locale),
  ...replies(locale),
  ...lists(locale),
]

const WORDS = {
  en: { request: 'clean up the disk', title: 'Clean up the disk' },
  fr: { request: 'nettoie le disque', title: 'Nettoyer le disque' },
} as const

const begun = (locale: Locale): Story => story({ text: WORDS[locale].request, locale })

function card(name: string, locale: Locale, told: Story): Sample {
  const titles = new Map([['disk-cleanup', WORDS[locale].title]])
  return {
    name,
    message: {
      kind: 'card',
      card: cardOf(told.view(), { locale, now: told.now(), titles, timeZone: 'UTC' }),
    },
  }
}

function cards(locale: Locale): Sample[] {
  const working = planned(begun(locale)).begin('prune').wait(72_000)
  const asking = planned(begun(locale))
  asking.add(
    { type: 'question.opened', question: asked(asking) },
    { type: 'run.waiting', questionId: 'k7m2p9qx' },
  )
  return [
    card('card, queued', locale, begun(locale)),
    card('card, running', locale, working),
    card('card, waiting', locale, asking),
    card('card, passed', locale, passed(executed(planned(begun(locale))))),
    card('card, not passed', locale, notPassed(executed(planned(begun(locale))))),
    card(
      'card, unproven',
      locale,
      executed(planned(begun(locale))).add({ type: 'run.completed', unproven: true, report: '' }),
    ),
    card('card, denied', locale, denied(asking, locale)),
    card('card, over budget', locale, overBudget(planned(begun(locale)))),
    card(
      'card, cancelled',
      locale,
      planned(begun(locale)).wait(5_000).add({ type: 'run.cancelled', by: ALICE }),
    ),
  ]
}

const notPassed = (told: Story): Story =>
  told
    .evidence('e1', 'space', 'fail', locale(told) === 'fr' ? '93 %' : '93 %')
    .evidence('e2', 'services', 'pass', locale(told) === 'fr' ? '23 sur 23' : '23 of 23')
    .add(
      {
        type: 'verdict.reached',
        verdict: {
          result: 'fail',
          attempt: 1,
          criteria: [
            { criterionId: 'space', result: 'fail', evidence: ['e1'] },
            { criterionId: 'services', result: 'pass', evidence: ['e2'] },
          ],
          reasons: [],
        },
      },
      {
        type: 'phase.finished',
        phase: 'verify',
        attempt: 1,
        status: 'failed',
        summary: { key: 'phase.verify', params: { proven: 1, skipped: 0, all: 2 } },
      },
      {
        type: 'run.failed',
        reason: { key: 'engine.not_passed' },
        code: 'not_passed',
        report: '',
      },
    )

const denied = (told: Story, language: Locale): Story =>
  told
    .add({
      type: 'question.answered',
      questionId: 'k7m2p9qx',
      answer: { option: 'deny', by: ALICE, at: told.now(), ...noNotTonight(language) },
    })
    .begin('prune')
    .finish('prune', 0, {
      outcome: 'denied',
      error: { code: 'E_DENIED', message: 'denied', recoverable: false },
    })
    .add({
      type: 'run.failed',
      reason: { key: 'engine.denied', params: { step: 'docker image prune' } },
      code: 'denied',
      report: '',
    })

const noNotTonight = (language: Locale) => ({ reason: language === 'fr' ? 'pas ce soir' : 'not tonight' })

const overBudget = (told: Story): Story =>
  told.begin('prune').add(
    { type: 'budget.warned', resource: 'turns', level: 'critical', limit: 50, value: 48 },
    { type: 'budget.exceeded', resource: 'turns', limit: 50, value: 51 },
    {
      type: 'run.failed',
      reason: { key: 'engine.budget', params: { resource: 'turns', limit: 50 } },
      code: 'budget',
      report: '',
    },
  )

const locale = (told: Story): Locale => told.view().request?.locale ?? 'en'

const asked = (told: Story, more: Partial<Question> = {}): Question =>
  approval(RUN, told.now(), {
    touches: {
      en: '31 images, 16.2 GB, none used by a container',
      fr: '31 images, 16,2 Go, aucune utilisée par un conteneur',
    },
    options: ['approve', 'always', 'edit', 'deny'].map((id) => ({ id, label: { key: `option.${id}` } })),
    ...more,
  })

function questions(language: Locale): Sample[] {
  const told = planned(begun(language))
  const one = (name: string, more: Partial<Question>): Sample => ({
    name,
    message: {
      kind: 'question',
      question: questionCard(asked(told, more), { locale: language, now: told.now(), timeZone: 'UTC' }),
    },
  })
  const answer = (option: string, reason?: string) => ({
    option,
    by: ALICE,
    at: told.now() + 300_000,
    ...(reason === undefined ? {} : { reason }),
  })
  return [
    one('approval', {}),
    one('approval with a dry run', {
      body: 'rsync -a --delete /srv/photos/ /mnt/backup/photos/',
      dryRun: {
        command: 'rsync -a --delete -n /srv/photos/ /mnt/backup/photos/',
        exitCode: 0,
        output: 'deleting 2019/IMG_0001.jpg\n2026/IMG_9213.jpg\n2026/IMG_9214.jpg',
        truncated: false,
      },
    }),
    one('approval that hides something', { body: 'echo ok\u202e #gpj.sotohp/vrs/ fr- mr' }),
    one('approval too long for a chat', { body: `printf '%s' '${'x'.repeat(4_000)}'` }),
    one('approved', { status: 'answered', answer: answer('approve') }),
    ran(one('approved, and it ran', { status: 'answered', answer: answer('approve') }), language),
    one('denied', {
      status: 'answered',
      answer: answer('deny', noNotTonight(language).reason),
    }),
    one('expired', { status: 'expired' }),
    ...otherQuestions.map(({ name, question }) => one(name, question(language))),
    one('unknown outcome', {
      kind: 'unknown_outcome',
      title: { key: 'question.unknown.title' },
      body: 'systemctl restart nginx',
      why: { key: 'engine.unknown_outcome', params: { command: 'systemctl restart nginx' } },
      options: ['done', 'run_again', 'stop'].map((id) => ({ id, label: { key: `option.${id}` } })),
    }),
  ]
}

function notes(language: Locale): Sample[] {
  const told = passed(executed(planned(begun(language))))
  const found = told.events.flatMap((event): Sample[] => {
    if (event.type !== 'phase.finished' || event.summary === undefined) return []
    const note = phaseNote(told.view(), event, { locale: language, now: told.now(), timeZone: 'UTC' })
    return note ? [{ name: `phase, ${event.phase}`, message: { kind: 'phase', note } }] : []
  })
  return [
    ...found,
    { name: 'report', message: { kind: 'report', locale: language, ...REPORTS[language], files: [] } },
    {
      name: 'welcome',
      message: {
        kind: 'welcome',
        locale: language,
        text: word('surface.welcome', language),
        examples: REQUESTS,
      },
    },
    { name: 'hostile', message: { kind: 'notice', locale: language, text: visible(HOSTILE) } },
  ]
}

const ran = ({ name, message }: Sample, language: Locale): Sample =>
  message.kind === 'question'
    ? {
        name,
        message: {
          ...message,
          question: {
            ...message.question,
            outcome: `${message.question.outcome ?? ''} · ${phrase('console.exit', { code: 0 }, language)} · Total reclaimed space: 16.2GB · 98 s`,
          },
        },
      }
    : { name, message }

/** What a thread is told of on the way. */
function happenings(language: Locale): Sample[] {
  const notice = (name: string, text: string): Sample => ({
    name: `notice, ${name}`,
    message: { kind: 'notice', locale: language, text },
  })
  const at = { runId: RUN, seq: 9, at: 0 }
  const recovery = {
    ...at,
    type: 'recovery.attempted',
    callKey: '1/execute/measure',
    code: 'ENOENT',
    subject: '/srv/backup',
    suggestions: ['/srv/backups'],
    retriedWith: '/srv/backups',
    success: true,
  } as const
  const budget = { ...at, resource: 'tokens', limit: 100_000, value: 81_000 } as const
  return [
    notice('recovery', recoveryLine(recovery, language)),
    notice('budget', budgetNote({ ...budget, type: 'budget.warned', level: 'warning' }, language)),
    notice('over budget', budgetNote({ ...budget, type: 'budget.exceeded' }, language)),
    notice('incident', phrase('surface.incident', { text: INCIDENT[language] }, language)),
    notice('moved', phrase('surface.moved', { why: 'Slack says is_archived' }, language)),
    notice('trouble', phrase('surface.trouble', { surface: 'slack', message: 'token_revoked' }, language)),
  ]
}

const INCIDENT = {
  en: 'The backup of /srv is 9 days old, at most 2 are allowed.',
  fr: 'La sauvegarde de /srv date de 9 jours, 2 au plus sont admis.',
} as const

/** What untrusted text tries on both platforms: none of it may call anybody, link anywhere or break out. */
export const HOSTILE =
  '@everyone <!channel> <@U012AB3CD> [bank](https://example.org) ```\u202egpj\u202c **x** :tada: <t:0> \u0000 مرحبا 👩‍👩‍👧‍👦'

const REPORTS: Record<Locale, { readonly title: string; readonly markdown: string }> = {
  en: {
    title: 'Disk report',
    markdown:
      '## Filesystems\n\n| mount | used | free |\n|---|---|---|\n| / | 71 % | 58 GB |\n| /srv | 42 % | 1.2 TB |\n\nLargest: `/var/lib/docker` with **38 GB**.\n\n```\n38G\t/var/lib/docker\n12G\t/home\n```\n\n- nothing grows quickly\n- see [the manual](https://example.org/df)',
  },
  fr: {
    title: 'Rapport sur les disques',
    markdown:
      '## Systèmes de fichiers\n\n| montage | occupé | libre |\n|---|---|---|\n| / | 71 % | 58 Go |\n| /srv | 42 % | 1,2 To |\n\nLe plus gros : `/var/lib/docker`, **38 Go**.\n\n```\n38G\t/var/lib/docker\n12G\t/home\n```\n\n- rien ne grossit vite\n- voir [le manuel](https://example.org/df)',
  },
}

function replies(language: Locale): Sample[] {
  const reply = (name: string, one: Extract<Outgoing, { kind: 'reply' }>['reply']): Sample => ({
    name: `reply, ${name}`,
    message: { kind: 'reply', locale: language, reply: one },
  })
  return [
    reply('begun', {
      kind: 'run',
      runId: RUN,
      afterSeq: 0,
      text: phrase('talk.started', { id: RUN }, language),
    }),
    reply('not an owner', {
      kind: 'text',
      ok: false,
      text: phrase('surface.not_owner', { id: 'slack:U012AB3CD' }, language),
    }),
    reply('outputs', {
      kind: 'outputs',
      outputs: [
        { title: 'df -h', text: 'Filesystem  Size  Used Avail Use%\n/dev/sda1    98G   70G   28G  71%' },
      ],
    }),
  ]
}
