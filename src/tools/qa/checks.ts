import type { Localized } from '../../domain/text.ts'
import { type Counts, countFormatted, countIssues, countTests } from './counts.ts'

/** One thing to check about a project, and who checks it. */
export interface CheckKind {
  readonly name: string
  readonly summary: Localized
  readonly timeoutMs: number
  /** A Python program and its arguments. `files` stands for the project's own, appended in portions. */
  readonly python: { readonly argv: readonly string[]; readonly files?: true; readonly install: string }
  /** Names of package.json scripts, the first that exists is run. */
  readonly scripts: readonly string[]
  readonly count: (output: string) => Counts
}

export const CHECKS: readonly CheckKind[] = [
  {
    name: 'run_tests',
    summary: { en: 'Runs the project’s tests', fr: 'Lance les tests du projet' },
    timeoutMs: 120_000,
    python: { argv: ['pytest', '-q', '--tb=short'], install: 'sudo apt-get install python3-pytest' },
    scripts: ['test'],
    count: countTests,
  },
  {
    name: 'run_lint',
    summary: { en: 'Runs the project’s linter', fr: 'Lance l’analyse de code du projet' },
    timeoutMs: 60_000,
    python: { argv: ['ruff', 'check', '.'], install: 'pipx install ruff (or your distribution’s package)' },
    scripts: ['lint'],
    count: countIssues,
  },
  {
    name: 'run_format',
    summary: {
      en: 'Checks the project’s formatting and shows what would change',
      fr: 'Vérifie la mise en forme du projet et montre ce qui changerait',
    },
    timeoutMs: 60_000,
    python: { argv: ['black', '--check', '--diff', '.'], install: 'sudo apt-get install black' },
    // Those that only check come first: `format` alone mostly rewrites.
    scripts: ['format:check', 'check:format', 'format-check', 'fmt:check', 'format'],
    count: countFormatted,
  },
  {
    name: 'run_build',
    summary: { en: 'Builds the project', fr: 'Construit le projet' },
    timeoutMs: 180_000,
    python: { argv: ['python3', '-m', 'py_compile'], files: true, install: 'sudo apt-get install python3' },
    scripts: ['build'],
    count: countIssues,
  },
  {
    name: 'run_typecheck',
    summary: { en: 'Checks the project’s types', fr: 'Vérifie les types du projet' },
    timeoutMs: 120_000,
    python: { argv: ['mypy', '.'], install: 'sudo apt-get install mypy' },
    scripts: ['typecheck', 'type-check', 'types', 'check:types'],
    count: countIssues,
  },
]
