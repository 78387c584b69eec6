import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fill } from '../../src/i18n/fill.ts'
import { phrase, say, word } from '../../src/i18n/say.ts'

describe('say', () => {
  test('strings stay as they are', () => expect(say('as it is', 'fr')).toBe('as it is'))
  test('both languages of a file', () => {
    expect(say({ en: 'disk', fr: 'disque' }, 'en')).toBe('disk')
    expect(say({ en: 'disk', fr: 'disque' }, 'fr')).toBe('disque')
  })
  test('a message of the catalogue', () => {
    expect(say({ key: 'engine.denied', params: { step: 'prune' } }, 'en')).toBe(
      'Stopped, because “prune” was denied.',
    )
    expect(say({ key: 'engine.denied', params: { step: 'prune' } }, 'fr')).toBe(
      'Arrêté, car «\u00a0prune\u00a0» a été refusé.',
    )
  })
  test('what was denied is told where something was', () => {
    const params = { done: 1, failed: 0, skipped: 2 }
    expect(say({ key: 'phase.execute', params }, 'en')).toBe('1 done, 0 failed, 2 skipped')
    expect(say({ key: 'phase.execute', params: { ...params, denied: 2 } }, 'fr')).toBe(
      '1 étape terminée, 0 en échec, 2 refusées, 2 ignorées',
    )
  })
  test('a key of a newer version is shown with what it carries', () => {
    expect(say({ key: 'engine.new', params: { step: 'x', n: 2 } }, 'en')).toBe('engine.new (step: x, n: 2)')
    expect(say({ key: 'toString' }, 'en')).toBe('toString')
  })
  test('titles of questions', () => {
    expect(word('question.approval.title', 'en')).toBe('May I run this?')
    expect(word('question.approval.title', 'fr')).toBe('Puis-je lancer ceci\u202f?')
  })
  test('plural follows each language: 0 is singular in French only', () => {
    expect(phrase('phase.spec', { criteria: 0 }, 'en')).toBe('0 criteria to prove')
    expect(phrase('phase.spec', { criteria: 0 }, 'fr')).toBe('0 critère à prouver')
    expect(phrase('phase.spec', { criteria: 1 }, 'en')).toBe('1 criterion to prove')
    expect(phrase('phase.spec', { criteria: 2 }, 'fr')).toBe('2 critères à prouver')
  })
  test('limits get the unit of what they limit', () => {
    const say = (resource: string, limit: number, locale: 'en' | 'fr') =>
      phrase('engine.budget', { resource, limit }, locale)
    expect(say('timeMs', 600_000, 'en')).toBe('Over budget: time, at most 10 min.')
    expect(say('memoryBytes', 1.5e9, 'fr')).toBe('Budget dépassé\u00a0: mémoire, au plus 1,5\u00a0Go.')
    expect(say('tokens', 120_000, 'en')).toBe('Over budget: tokens, at most 120,000.')
    expect(say('unheard', 5, 'en')).toBe('Over budget: unheard, at most 5.')
  })
  test('an empty parameter takes its clause with it', () => {
    expect(phrase('engine.no_agent', { nearest: '' }, 'en')).toBe('Nothing here knows how to do this.')
    expect(phrase('engine.no_agent', { nearest: 'disk-report' }, 'en')).toBe(
      'Nothing here knows how to do this. Nearest: disk-report.',
    )
  })
  test('seconds of a plan', () => {
    expect(phrase('phase.plan', { steps: 5, seconds: 240 }, 'fr')).toBe('5 étapes, environ 4 min')
  })
})

describe('fill', () => {
  test('a missing parameter stays visible', () => expect(fill('a {b} c', {}, 'en')).toBe('a {b} c'))
  test('ports and years are not grouped, large figures are', () => {
    expect(fill('{n}', { n: 8080 }, 'en')).toBe('8080')
    expect(fill('{n}', { n: 65_535 }, 'en')).toBe('65,535')
  })
  test('formats', () => {
    expect(fill('{n:bytes} {n:duration}', { n: 18_400 }, 'en')).toBe('18.4 kB 18 s')
    expect(fill('{n:percent}', { n: 0.71 }, 'fr')).toBe('71\u202f%')
    expect(fill('{n:bytes}', { n: 'as text' }, 'fr')).toBe('as text')
  })
  test('what a parameter holds is never read as a sentence', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fill('<{a}[[|{b}]]>', { a, b }, 'en')).toBe(b === '' ? `<${a}>` : `<${a}|${b}>`)
      }),
    )
    expect(fill('{a}', { a: '{b} [[x]] {n|one|two}', b: 'no', n: 1 }, 'en')).toBe('{b} [[x]] {n|one|two}')
  })
})
