import { describe, expect, it } from 'vitest'
import { TOOL_ERROR_CODES } from '../../src/domain/tool.ts'
import { say } from '../../src/i18n/say.ts'
import { sayToolError } from '../../src/i18n/tool-error.ts'
import { errorParams } from '../../src/lib/error-params.ts'

describe('a tool’s error', () => {
  it('is in the tool’s own words in English', () => {
    expect(sayToolError({ code: 'E_NOT_FOUND', message: 'there is no x', subject: 'x' }, 'en')).toBe(
      'there is no x',
    )
  })

  it.each([
    ['E_UNAVAILABLE', 'this machine does not run systemd (it is not PID 1)', undefined, /systemd/],
    ['E_UNAVAILABLE', 'no Docker engine answers at unix:///x', 'unix:///x', /^aucun moteur Docker/],
    ['E_UNAVAILABLE', 'ruff is not installed on this machine', 'ruff', /^ruff n'est pas installé/],
    ['E_TIMEOUT', 'still running after 30 s, so it was ended', undefined, /^n'a pas fini en 30 s/],
    ['E_TIMEOUT', 'disk_usage took longer than 20 s', undefined, /^n'a pas fini en 20 s$/],
    ['E_EXIT', 'exit code 7: why', undefined, /^code de sortie 7: why$/],
    ['E_EXIT', 'exit code 1', undefined, /^code de sortie 1$/],
    ['E_EXIT', 'df ended badly', undefined, /^échec de la commande \(df ended badly\)$/],
    ['E_NEEDS_ROOT', 'ada may not run journalctl', 'journalctl', /^journalctl demande les droits de root$/],
    ['E_FILE_NOT_FOUND', 'no such file', '/srv/$&', /^le fichier \/srv\/\$& est introuvable$/],
    ['E_DENIED', 'denied', undefined, /^refusé$/],
    ['E_DENIED', 'nobody answered in time', 'rm', /^personne n'a répondu à temps$/],
    ['E_DENIED', 'policy denies this (rule disk.format): mkfs', 'mkfs', /^la règle disk\.format le refuse$/],
    ['E_DENIED', 'pas ce soir', 'rm', /^pas ce soir$/],
  ] as const)('%s (%s) is said in French', (code, message, subject, french) => {
    expect(sayToolError({ code, message, ...(subject ? { subject } : {}) }, 'fr')).toMatch(french)
  })

  it('has French words for every code, and the tool’s own beside them where they tell more', () => {
    for (const code of TOOL_ERROR_CODES) {
      const named = sayToolError({ code, message: 'in its own words', subject: 'x' }, 'fr')
      if (code !== 'E_DENIED') expect(named).not.toBe('in its own words')
      expect(named).not.toContain('%')
    }
    expect(sayToolError({ code: 'E_NETWORK', message: 'reset', subject: 'a.org' }, 'fr')).toBe(
      "a.org n'est pas joignable (reset)",
    )
    expect(sayToolError({ code: 'E_TOMORROW', message: 'of a newer version' }, 'fr')).toBe(
      'of a newer version',
    )
  })

  it('is worded inside a sentence too', () => {
    const error = { code: 'E_PATH_NOT_FOUND', message: '/a does not exist', subject: '/a' } as const
    const failed = { key: 'engine.step_failed', params: { step: 'voir', ...errorParams(error) } }
    expect(say(failed, 'fr')).toBe('«\u00a0voir\u00a0» a échoué\u00a0: le chemin /a est introuvable')
    expect(say(failed, 'en')).toBe('“voir” failed: /a does not exist')
    const check = { key: 'engine.check_failed', params: { ...errorParams(error), hint: 'make it' } }
    expect(say(check, 'en')).toBe('/a does not exist (make it)')
    expect(say({ key: 'engine.step_denied', params: { step: 'x', error: '', code: 'E_DENIED' } }, 'fr')).toBe(
      '«\u00a0x\u00a0» a été refusé.',
    )
  })
})
