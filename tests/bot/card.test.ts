import { describe, expect, test } from 'vitest'
import { cardOf } from '../../src/bot/card.ts'
import type { CardModel } from '../../src/bot/card-model.ts'
import { renderCard } from '../../src/bot/console/render-card.ts'
import { lineText } from '../../src/bot/console/line.ts'
import { ALICE, approval, executed, passed, planned, RUN, type Story, story } from '../helpers/story.ts'

const card = (told: Story, locale: 'en' | 'fr' = 'en'): CardModel =>
  cardOf(told.view(), {
    locale,
    now: told.now(),
    timeZone: 'UTC',
    titles: new Map([['disk-cleanup', locale === 'en' ? 'Clean up the disk' : 'Nettoyer le disque']]),
  })
const shown = (told: Story, locale: 'en' | 'fr' = 'en'): string[] =>
  renderCard(card(told, locale), { width: 79, prefix: 'autohome' }).map((parts) => lineText(parts).trimEnd())

describe('running', () => {
  const told = () => planned().begin('prune').wait(30_000)

  test('in English', () =>
    expect(shown(told())).toEqual([
      '🔧 Clean up the disk                                             running · 31 s',
      '● Spec  ● Plan  ◐ Execute  ○ Verify  ○ Repair  ○ Complete',
      'Now: docker image prune (step 3 of 5)',
      '',
      '  ● measure filesystems                                                  300 ms',
      '  ● list what is large                                                    1.2 s',
      '  ◐ docker image prune                                                     30 s',
      '  ○ vacuum journal',
      '  ○ measure again',
      '',
      `Budget: ▰▱▱▱▱▱▱▱▱▱ 5 %  ·  asked by alice  ·  run ${RUN}`,
    ]))

  test('in French', () =>
    expect(shown(told(), 'fr')).toEqual([
      '🔧 Nettoyer le disque                                           en cours · 31 s',
      '   clean up the disk',
      '● Spécification  ● Plan  ◐ Exécution  ○ Vérification  ○ Réparation  ○ Bilan',
      'En ce moment\u00a0: docker image prune (étape 3 sur 5)',
      '',
      '  ● measure filesystems                                                  300 ms',
      '  ● list what is large                                                    1,2 s',
      '  ◐ docker image prune                                                     30 s',
      '  ○ vacuum journal',
      '  ○ measure again',
      '',
      'Budget\u00a0: ▰▱▱▱▱▱▱▱▱▱ 5\u202f%  ·  demandé par alice',
      `exécution ${RUN}`,
    ]))

  test('several steps at once', () => {
    expect(card(told().begin('vacuum')).now).toBe(
      'Now: docker image prune, vacuum journal (2 at once, 2 of 5 done)',
    )
  })
  test('what can be done is to cancel', () => {
    expect(card(told()).actions).toEqual([{ id: 'cancel', label: 'Cancel' }])
    expect(card(told(), 'fr').actions).toEqual([{ id: 'cancel', label: 'Annuler' }])
    expect(card(told()).next).toEqual([])
  })
})

describe('queued', () => {
  test('a run that waits for its turn', () => {
    const { icon, title, status, now, stepper } = card(story().wait(3_000))
    expect({ icon, title, status, now }).toEqual({
      icon: '⏳',
      title: 'clean up the disk',
      status: 'queued',
      now: 'Now: waits for its turn',
    })
    expect(stepper.map(({ words }) => words)).toEqual(Array(6).fill('pending'))
  })
})

describe('waiting on an approval', () => {
  const told = () => {
    const begun = planned()
    const question = approval(RUN, begun.now())
    return begun.add({ type: 'question.opened', question }, { type: 'run.waiting', questionId: question.id })
  }

  test('says so, and what is asked, in English', () => {
    const { icon, status, now, questions } = card(told())
    expect([icon, status, now]).toEqual(['✋', 'waiting for you', 'Now: waits for an answer'])
    expect(questions).toMatchObject([
      {
        title: 'May I run this?',
        command: 'docker image prune --all --force --filter until=168h',
        until: 'answers until 14:30',
        where: 'In /  ·  direct on the server  ·  step “docker image prune”',
        why: 'removes container images (rule docker.prune)',
        undo: 'images can be pulled again',
        choices: [
          { id: 'approve', label: 'Approve' },
          { id: 'deny', label: 'Deny' },
        ],
      },
    ])
  })
  test('in French', () => {
    expect(card(told(), 'fr').questions).toMatchObject([
      {
        title: 'Puis-je lancer ceci\u202f?',
        until: 'réponse attendue avant 14:30',
        where: 'Dans /  ·  directement sur le serveur  ·  étape «\u00a0docker image prune\u00a0»',
        why: 'supprime des images de conteneurs (règle docker.prune)',
      },
    ])
    expect(card(told(), 'fr').status).toBe('attend votre réponse')
  })
  test('once it is answered nothing is asked any more', () => {
    const answer = { option: 'approve', by: ALICE, at: 0 }
    const after = told().add(
      { type: 'question.answered', questionId: 'k7m2p9qx', answer },
      { type: 'run.resumed' },
    )
    expect(card(after).questions).toEqual([])
    expect(card(after).state).toBe('running')
  })
})

describe('passed', () => {
  test('in English', () =>
    expect(shown(passed())).toEqual([
      '✅ Clean up the disk                                        passed · 1 min 40 s',
      '● Spec  ● Plan  ● Execute  ● Verify  – Repair  ● Complete',
      '2 of 2 criteria proven.',
      '',
      '  ● measure filesystems                                                  300 ms',
      '  ● list what is large                                                    1.2 s',
      '  ● docker image prune                                               1 min 38 s',
      '  ● vacuum journal                                                       400 ms',
      '  ● measure again                                                        300 ms',
      '',
      '✓ / below 85 %                                               71 %   evidence e1',
      '✓ services still running                                 23 of 23   evidence e2',
      '',
      '/ went from 93 % to 71 % (18.4 GB freed).',
      '',
      'Nothing else needs doing.',
      '',
      `Budget: ▰▰▱▱▱▱▱▱▱▱ 17 %  ·  asked by alice  ·  run ${RUN}`,
      `autohome show ${RUN}     see everything`,
      `autohome verify ${RUN}   check again`,
    ]))
  test('in French', () => {
    const { status, verdict, criteria, actions } = card(passed(), 'fr')
    expect(status).toBe('réussi')
    expect(verdict).toBe('2 critères sur 2 prouvés.')
    expect(criteria.map(({ marker, words, evidence }) => [marker, words, evidence])).toEqual([
      ['✓', 'prouvé', ['e1']],
      ['✓', 'prouvé', ['e2']],
    ])
    expect(actions.map(({ label }) => label)).toEqual([
      'Revérifier',
      'Forcer la réparation',
      'Voir les preuves',
      'Dossier d’audit',
    ])
  })
  test('a criterion that this machine cannot show is not counted', () => {
    const told = executed()
      .evidence('e1', 'space', 'pass', '71 %')
      .add({
        type: 'verdict.reached',
        verdict: {
          result: 'pass',
          attempt: 1,
          criteria: [
            { criterionId: 'space', result: 'pass', evidence: ['e1'] },
            {
              criterionId: 'services',
              result: 'skipped',
              evidence: [],
              why: { key: 'engine.check_skipped' },
            },
          ],
          reasons: [],
        },
      })
    expect(card(told).verdict).toBe('1 of 1 criterion proven. 1 could not be checked on this machine.')
    expect(card(told, 'fr').verdict).toBe(
      '1 critère sur 1 prouvé. 1 critère non vérifiable sur cette machine.',
    )
    expect(card(told).criteria[1]).toMatchObject({
      marker: '–',
      words: 'not checked',
      why: 'cannot be checked on this machine',
    })
  })
})

const notPassed = (code: 'not_passed' | 'inconclusive' = 'not_passed') =>
  executed()
    .evidence('e1', 'space', 'fail', '91 %')
    .evidence('e2', 'services', 'pass', '23 of 23')
    .add(
      { type: 'phase.finished', phase: 'verify', attempt: 1, status: 'failed' },
      { type: 'phase.started', phase: 'repair', attempt: 2 },
      {
        type: 'plan.set',
        attempt: 2,
        phase: 'repair',
        plan: {
          steps: [{ id: 'old', title: 'remove old kernels', tool: 'x', args: {}, dependsOn: [] }],
          estimatedDurationS: 3,
        },
      },
    )
    .begin('old', '2/repair/old')
    .finish(
      'old',
      20,
      {
        outcome: 'failed',
        error: {
          code: 'E_NEEDS_ROOT',
          message: 'needs root',
          recoverable: false,
          hint: 'alice ALL=(root) NOPASSWD: /usr/bin/apt',
        },
      },
      '2/repair/old',
    )
    .add(
      { type: 'phase.finished', phase: 'repair', attempt: 2, status: 'completed' },
      { type: 'phase.started', phase: 'verify', attempt: 2 },
    )
    .evidence('e3', 'space', 'fail', '91 %', 2)
    .evidence('e4', 'services', 'pass', '23 of 23', 2)
    .add(
      {
        type: 'verdict.reached',
        verdict: {
          result: code === 'not_passed' ? 'fail' : 'inconclusive',
          attempt: 2,
          criteria: [
            {
              criterionId: 'space',
              result: code === 'not_passed' ? 'fail' : 'inconclusive',
              evidence: ['e3'],
            },
            { criterionId: 'services', result: 'pass', evidence: ['e4'] },
          ],
          reasons: [{ key: 'engine.repair_without_progress', params: { criterion: '/ below 85 %' } }],
        },
      },
      { type: 'phase.finished', phase: 'verify', attempt: 2, status: 'failed' },
      {
        type: 'run.failed',
        code,
        reason:
          code === 'not_passed'
            ? { key: 'engine.not_passed', params: { failed: '/ below 85 %' } }
            : { key: 'engine.inconclusive' },
        report: '',
      },
    )

describe('not passed', () => {
  test('what failed with its figure, what was tried, and what the owner could do', () =>
    expect(shown(notPassed())).toEqual([
      '❌ Clean up the disk                        not passed · attempt 2 · 1 min 40 s',
      '● Spec  ● Plan  ● Execute  ✗ Verify  ● Repair  – Complete',
      '1 of 2 criteria proven.',
      '/ below 85 %: 91 %',
      'A repair left “/ below 85 %” exactly as it was, so I stopped trying. It needs',
      'another approach.',
      'Tried: remove old kernels (skipped)',
      'You could: alice ALL=(root) NOPASSWD: /usr/bin/apt',
      '',
      '  ● measure filesystems                                                  300 ms',
      '  ● list what is large                                                    1.2 s',
      '  ● docker image prune                                               1 min 38 s',
      '  ● vacuum journal                                                       400 ms',
      '  ● measure again                                                        300 ms',
      '  – remove old kernels                                                  skipped',
      '    needs root',
      '',
      '✗ / below 85 %                                               91 %   evidence e3',
      '✓ services still running                                 23 of 23   evidence e4',
      '',
      `Budget: ▰▰▱▱▱▱▱▱▱▱ 17 %  ·  asked by alice  ·  run ${RUN}`,
      `autohome repair ${RUN}   try a repair`,
      `autohome verify ${RUN}   check again`,
      `autohome show ${RUN}     see everything`,
    ]))
  test('in French', () => {
    const { status, reasons, tried } = card(notPassed(), 'fr')
    expect(status).toBe('non conforme · tentative 2')
    expect(reasons[0]).toBe('/ below 85 %\u00a0: 91 %')
    expect(tried).toEqual(['Tenté\u00a0: remove old kernels (ignoré)'])
  })
})

describe('inconclusive', () => {
  test('neither proven nor refuted', () => {
    const { icon, status, reasons, next } = card(notPassed('inconclusive'))
    expect([icon, status]).toEqual(['❓', 'inconclusive · attempt 2'])
    expect(reasons).toContain('Whether it worked could not be proven.')
    expect(next.map(({ command }) => command)).toEqual(['verify', 'show'])
    expect(card(notPassed('inconclusive'), 'fr').status).toBe('non concluant · tentative 2')
  })
})

describe('unproven', () => {
  const told = () =>
    executed().add(
      {
        type: 'phase.finished',
        phase: 'verify',
        attempt: 1,
        status: 'skipped',
        summary: { key: 'phase.verify.skipped' },
      },
      { type: 'run.completed', unproven: true, report: 'Done.' },
    )
  test('is said, not hidden', () => {
    const { icon, status, verdict, stepper } = card(told())
    expect([icon, status, verdict]).toEqual([
      '⚪',
      'done, not proven',
      'Nothing was checked, so nothing is proven.',
    ])
    expect(stepper.find(({ phase }) => phase === 'verify')).toMatchObject({ marker: '–', words: 'skipped' })
    expect(card(told(), 'fr').verdict).toBe('Rien n’a été vérifié, donc rien n’est prouvé.')
  })
})

describe('cancelled', () => {
  const told = () =>
    planned().begin('prune').wait(5_000).add({ type: 'run.cancelled', by: ALICE, reason: 'wrong server' })
  test('by whom and why; what was under way did not finish', () => {
    const { icon, status, reasons, steps } = card(told())
    expect([icon, status, reasons]).toEqual(['🚫', 'cancelled', ['Cancelled by alice: wrong server.']])
    expect(steps.map(({ marker }) => marker)).toEqual(['●', '●', '✗', '–', '–'])
    expect(card(told(), 'fr').reasons).toEqual(['Annulé par alice\u00a0: wrong server.'])
  })
})

describe('failed before it had a plan', () => {
  test('says what is missing and what could be asked for', () => {
    const told = story({ text: 'make coffee' }).add(
      { type: 'run.started', attempt: 1 },
      { type: 'phase.started', phase: 'spec', attempt: 1 },
      {
        type: 'run.failed',
        code: 'no_agent',
        reason: { key: 'engine.no_agent', params: { nearest: 'memory-report' } },
        report: '',
      },
    )
    const { title, status, reasons, next, actions } = card(told)
    expect([title, status]).toEqual(['make coffee', 'failed'])
    expect(reasons).toEqual(['Nothing here knows how to do this. Nearest: memory-report.'])
    expect(next[0]?.command).toBe('workflows')
    expect(actions.map(({ id }) => id)).toEqual(['audit'])
  })
})

describe('denied steps', () => {
  const told = () =>
    planned()
      .begin('prune')
      .finish('prune', 0, {
        outcome: 'denied',
        error: { code: 'E_DENIED', message: 'not tonight', recoverable: false },
      })
  const step = (locale: 'en' | 'fr') => card(told(), locale).steps.find(({ id }) => id === 'prune')

  test('say so, and took no time', () => {
    expect(step('en')).toMatchObject({ words: 'denied', status: 'failed', marker: '✗', why: 'not tonight' })
    expect(step('en')?.duration).toBeUndefined()
    expect(shown(told()).find((text) => text.includes('docker image prune'))).toMatch(/ denied$/)
  })
  test('in French', () => expect(step('fr')?.words).toBe('refusé'))
  test('and no reason is none', () => {
    const error = { code: 'E_DENIED', message: 'denied', recoverable: false } as const
    const without = planned().begin('prune').finish('prune', 0, { outcome: 'denied', error })
    for (const locale of ['en', 'fr'] as const)
      expect(card(without, locale).steps.find(({ id }) => id === 'prune')?.why).toBeUndefined()
  })
})

describe('skipped steps and recoveries', () => {
  test('a step that this machine cannot do, with what the owner could do', () => {
    const told = planned()
      .begin('prune')
      .finish('prune', 12, {
        outcome: 'failed',
        error: { code: 'E_UNAVAILABLE', message: 'no docker on this machine', recoverable: false },
      })
      .add({ type: 'step.skipped', attempt: 1, stepId: 'vacuum', why: { key: 'engine.condition_false' } })
    expect(card(told).steps.slice(2, 4)).toMatchObject([
      { marker: '–', words: 'skipped', why: 'no docker on this machine' },
      { marker: '–', words: 'skipped', why: 'not needed here' },
    ])
    expect(card(told, 'fr').steps[3]?.why).toBe('inutile ici')
  })

  const recovered = {
    type: 'recovery.attempted',
    callKey: '1/execute/large',
    code: 'E_DIR_NOT_FOUND',
  } as const
  test('what the system found by itself', () => {
    const told = planned()
      .add({
        ...recovered,
        subject: '/srv/backup',
        suggestions: ['/srv/backups'],
        retriedWith: '/srv/backups',
        success: true,
      })
      .add({ ...recovered, subject: '/a', suggestions: ['/b'], retriedWith: '/b', success: false })
      .add({ ...recovered, subject: '/x', suggestions: ['/y', '/z'], success: false })
      .add({ ...recovered, subject: '/x', suggestions: [], success: false })
    expect(card(told).notes).toEqual([
      'System recovery · /srv/backup not found → found /srv/backups, went on',
      'System recovery · /a not found → tried /b, without success',
      'System recovery · /x not found → perhaps /y, /z',
      'System recovery · /x not found, and nothing like it',
    ])
    expect(card(told, 'fr').notes[0]).toBe(
      'Récupération système · /srv/backup introuvable → trouvé /srv/backups, poursuite',
    )
  })
})

describe('budget and words on the way', () => {
  test('the resource closest to its limit counts, and never past the end', () => {
    const usage = { model: 'm', promptTokens: 95_000, answerTokens: 40_000 }
    const told = planned()
      .add({ type: 'turn.answered', key: '1/execute/1', answer: {}, usage })
      .add({ type: 'budget.warned', resource: 'tokens', level: 'critical', limit: 100_000, value: 95_000 })
      .add({ type: 'budget.exceeded', resource: 'timeMs', limit: 600_000, value: 600_001 })
      .add({ type: 'steered', text: 'leave the logs alone', by: ALICE })
    expect(card(told).budget).toMatchObject({ bar: '▰▰▰▰▰▰▰▰▰▰', words: 'Budget: ▰▰▰▰▰▰▰▰▰▰ 100 %' })
    expect(card(told).notes).toEqual([
      'Budget · tokens at 95 % of 100,000',
      'Budget · time used up (10 min)',
      'Told on the way: leave the logs alone',
    ])
  })
})

describe('a new attempt', () => {
  test('the old verdict says nothing about it', () => {
    const told = passed().add(
      { type: 'run.queued', reason: 'reverify', by: ALICE },
      { type: 'run.started', attempt: 2 },
      { type: 'phase.started', phase: 'verify', attempt: 2 },
    )
    expect(card(told).verdict).toBeUndefined()
    expect(card(told).criteria.map(({ words }) => words)).toEqual(['not yet checked', 'not yet checked'])
    expect(card(told).now).toBe('Now: checking whether the result holds')
    expect(card(told.evidence('e3', 'space', 'fail', '88 %', 2)).criteria[0]).toMatchObject({
      result: 'fail',
      figure: '88 %',
      evidence: ['e3'],
    })
  })
})

describe('hostile content', () => {
  const nasty = `\x1b[2J\x1b]0;owned\x07\u202e${'x'.repeat(100_000)}\x9b31m👩‍💻`
  test('comes through escaped and short', () => {
    const told = story({ text: nasty, actor: { surface: 'x', id: '1', name: nasty } }).add(
      { type: 'run.started', attempt: 1 },
      {
        type: 'spec.set',
        spec: {
          objective: nasty,
          assumptions: [],
          acceptance: [{ id: 'a', statement: nasty }],
          risks: [],
          outOfScope: [],
        },
      },
      {
        type: 'plan.set',
        attempt: 1,
        phase: 'plan',
        plan: {
          steps: [{ id: 's', title: nasty, tool: nasty, args: {}, dependsOn: [] }],
          estimatedDurationS: 1,
        },
      },
      { type: 'question.opened', question: approval(RUN, 0, { body: nasty, why: nasty }) },
      { type: 'run.failed', code: 'internal', reason: nasty, report: nasty },
    )
    const whole = JSON.stringify({ ...card(told), questions: [] })
    expect(whole.length).toBeLessThan(60_000)
    expect(JSON.stringify(card(told))).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|\\u001b|\\u0007/,
    )
    expect(card(told).title).toContain('\\u{1b}[2J')
    // A command is never cut: what cannot be seen whole cannot be approved.
    const [question] = card(told.add()).questions
    expect(question?.command.length).toBeGreaterThan(100_000)
    expect(question?.warning).toBe('Holds invisible characters; they are shown as \\u{…}.')
  })
})
