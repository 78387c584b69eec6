/** What a program printed about how much passed. Left out where it does not say. */
export interface Counts {
  readonly passed?: number
  readonly failed?: number
  readonly skipped?: number
  /** Errors and warnings of a linter, a compiler or a type checker. */
  readonly issues?: number
  /** Files that would be formatted otherwise. */
  readonly unformatted?: number
}

/** Colours and other terminal controls, ECMA-48. */
const CONTROL = new RegExp(String.raw`\u001b\[[0-9;?]*[ -/]*[@-~]`, 'g')

export const withoutColour = (text: string): string => text.replace(CONTROL, '')

type Word = 'passed' | 'failed' | 'skipped'

/** How runners call the same three things. */
const WORDS: Readonly<Record<string, Word>> = {
  passed: 'passed',
  passing: 'passed',
  pass: 'passed',
  failed: 'failed',
  failing: 'failed',
  fail: 'failed',
  error: 'failed',
  errors: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
}

/** The lines in which pytest, jest and vitest, mocha, and Node's own runner add up. */
const SUMMARIES: readonly RegExp[] = [
  /^=*\s*(?:\d+ [a-z]+,? ?)+ in [\d.]+s.*$/gm,
  /^\s*Tests:?\s+.*\d+ (?:passed|failed|skipped|todo).*$/gm,
  /^\s*\d+ (?:passing|failing|pending)\b.*$/gm,
  /^(?:#|ℹ) (?:pass|fail|skipped|todo) \d+$/gm,
]

/** Of the first runner that is recognised; its last summary where one line says it all. */
export function countTests(output: string): Counts {
  const text = withoutColour(output)
  for (const [index, pattern] of SUMMARIES.entries()) {
    const lines = text.match(pattern) ?? []
    if (lines.length > 0) return addUp((index < 2 ? lines.slice(-1) : lines).join('\n'))
  }
  return {}
}

function addUp(summary: string): Counts {
  const counts: Partial<Record<Word, number>> = {}
  const add = (word: string | undefined, count: string | undefined) => {
    const key = WORDS[word ?? '']
    if (key) counts[key] = (counts[key] ?? 0) + Number(count)
  }
  for (const [, count, word] of summary.matchAll(/(\d+) ([a-z]+)/g)) add(word, count)
  for (const [, word, count] of summary.matchAll(/^(?:#|ℹ) ([a-z]+) (\d+)$/gm)) add(word, count)
  // Whoever says how many passed and names no failure means that there was none.
  return counts.passed === undefined ? counts : { failed: 0, ...counts }
}

/** ruff and mypy, eslint, biome and oxlint, tsc. */
const ISSUES: readonly RegExp[] = [
  /^Found (\d+) errors?\b/m,
  /(\d+) problems? \(\d+ errors?/,
  /^Found (\d+) (?:warnings?|errors?)/m,
]

export function countIssues(output: string): Counts {
  const text = withoutColour(output)
  for (const pattern of ISSUES) {
    const [, count] = pattern.exec(text) ?? []
    if (count !== undefined) return { issues: Number(count) }
  }
  if (/^(?:All checks passed|Success: no issues found)/m.test(text)) return { issues: 0 }
  // npm prints the script first, behind `> `.
  const compiler = text.match(/^(?!> ).*\berror TS\d+:/gm)
  return compiler ? { issues: compiler.length } : {}
}

/** black; prettier and biome only show the files. */
export function countFormatted(output: string): Counts {
  const text = withoutColour(output)
  const [, would] = /^(\d+) files? would be reformatted/m.exec(text) ?? []
  if (would !== undefined) return { unformatted: Number(would) }
  return /\bfiles? would be left unchanged\./.test(text) ? { unformatted: 0 } : {}
}
