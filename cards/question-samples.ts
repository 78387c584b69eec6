import type { Question, QuestionOption } from '../src/domain/question.ts'
import type { Locale, Text } from '../src/domain/text.ts'
import { ALICE, START } from '../tests/helpers/story.ts'

interface QuestionSample {
  readonly name: string
  readonly question: (locale: Locale) => Partial<Question>
}

const options = (...held: readonly (readonly [string, Text])[]): QuestionOption[] =>
  held.map(([id, label]) => ({ id, label }))
const known = (...ids: readonly string[]): QuestionOption[] =>
  options(...ids.map((id) => [id, { key: `option.${id}` }] as const))

/** The questions that are asked less often, as the engine asks them. */
export const otherQuestions: readonly QuestionSample[] = [
  {
    name: 'approval by two, the first',
    question: () => ({ title: { key: 'question.approval.first' }, approvals: { needed: 2, given: [] } }),
  },
  {
    name: 'approval by two, the second',
    question: () => ({
      title: { key: 'question.approval.second', params: { by: 'alice' } },
      approvals: { needed: 2, given: [{ option: 'approve', by: ALICE, at: START }] },
      options: known('approve', 'deny'),
    }),
  },
  {
    name: 'approval of a plan',
    question: () => ({
      title: { key: 'question.plan.title' },
      body: [
        '1  docker image prune --all --force',
        '2  journalctl --vacuum-time=7d',
        '3  systemctl restart nginx',
      ].join('\n'),
      why: { key: 'question.plan.why', params: { count: 3, rules: 'docker.prune, journal, service' } },
      options: options(
        ['approve', { key: 'option.approve_all' }],
        ['each', { key: 'option.each' }],
        ['deny', { key: 'option.deny' }],
      ),
    }),
  },
  {
    name: 'choice',
    question: (locale) => ({
      kind: 'choice',
      title: { key: 'question.choice.title' },
      body: locale === 'fr' ? 'nettoie un peu' : 'tidy up a little',
      options: options(
        ['disk-cleanup', { en: 'Clean up the disk', fr: 'Nettoyer le disque' }],
        ['docker-cleanup', { en: 'Clean up Docker', fr: 'Nettoyer Docker' }],
        ['other', { key: 'option.other' }],
        ['stop', { key: 'option.stop' }],
      ),
      ...nothingRuns,
      ...({ why: undefined } as object),
    }),
  },
  {
    name: 'model to download',
    question: () => ({
      kind: 'pull_model',
      title: { key: 'question.pull.title' },
      body: 'ollama pull qwen3:8b',
      why: {
        en: 'The server at 127.0.0.1:11434 does not have it. It can be many gigabytes.',
        fr: 'Le serveur 127.0.0.1:11434 ne l’a pas. Cela peut faire de nombreux gigaoctets.',
      },
      options: options(['approve', { key: 'option.pull' }], ['deny', { key: 'option.not_pull' }]),
      ...nothingRuns,
    }),
  },
  {
    name: 'change to keep',
    question: () => ({
      kind: 'keep',
      title: { en: 'Keep this change (firewall)?', fr: 'Garder ce changement (pare-feu) ?' },
      body: 'ufw allow from 192.168.1.0/24 to any port 22',
      why: {
        en: 'It was checked and holds: SSH answers. Without an answer in time everything is put back as it was.',
        fr: 'Vérifié, tout va bien : SSH répond. Sans réponse à temps, tout est remis comme avant.',
      },
      options: known('keep', 'take_back'),
      ...nothingRuns,
    }),
  },
]

/** Of an approval: what a question about something else does not say. */
const nothingRuns = {
  touches: undefined,
  undo: undefined,
  rule: undefined,
  subject: undefined,
  stepTitle: undefined,
} as object
