import { parseDocument } from 'yaml'
import { UserError } from '../../domain/errors.ts'
import type { Localized } from '../../domain/text.ts'

/** One word of a pattern: one of these, with `*` for any characters; or any further words. */
export type Pattern = { readonly word: RegExp; readonly kept: boolean } | 'rest'

export interface DryRunRule {
  readonly match: readonly Pattern[]
  readonly run: string | undefined
  readonly touches: Localized | undefined
}

/** @throws UserError `bad_policy`, naming the entry that does not fit */
export function readDryRuns(name: string, text: string): readonly DryRunRule[] {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) throw new UserError('bad_policy', `${name}: ${problem.message.split('\n')[0]}`)
  const entries: unknown = document.toJS() ?? []
  if (!Array.isArray(entries)) throw new UserError('bad_policy', `${name}: must be a list`)
  return entries.map((entry: unknown, index) => readRule(entry, `${name}, entry ${index + 1}`))
}

function readRule(entry: unknown, where: string): DryRunRule {
  if (typeof entry !== 'object' || entry === null) throw bad(where, 'must be a map')
  const { match, run, touches, ...more } = entry as Record<string, unknown>
  const [odd] = Object.keys(more)
  if (odd !== undefined) throw bad(where, `has no "${odd}"; it may have match, run, touches`)
  if (typeof match !== 'string' || match.trim() === '') throw bad(where, 'needs a match')
  if (run !== undefined && typeof run !== 'string') throw bad(where, 'run must be a text')
  if (run === undefined && touches === undefined) throw bad(where, 'needs run or touches')
  const words = match.trim().split(/\s+/)
  if (words.slice(0, -1).includes('...')) throw bad(where, '... stands at the end only')
  return {
    match: words.map(pattern),
    run,
    touches: touches === undefined ? undefined : localized(touches, where),
  }
}

function pattern(word: string): Pattern {
  if (word === '...') return 'rest'
  const choices = word.split('|').map((one) => one.replace(/[\\^$.+?()[\]{}]/g, '\\$&').replaceAll('*', '.*'))
  return { word: new RegExp(`^(?:${choices.join('|')})$`), kept: /[*|]/.test(word) }
}

function localized(value: unknown, where: string): Localized {
  const { en, fr } = (value ?? {}) as { en?: unknown; fr?: unknown }
  if (typeof en !== 'string' || typeof fr !== 'string') throw bad(where, 'touches needs en and fr')
  return { en, fr }
}

const bad = (where: string, what: string): UserError => new UserError('bad_policy', `${where}: ${what}`)
