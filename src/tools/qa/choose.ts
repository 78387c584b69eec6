import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { CheckKind } from './checks.ts'
import { type Project, pythonFiles, recognise } from './recognise.ts'

/** The programs that a check comes down to in one directory, in order. */
export type Choice =
  | {
      readonly kind: 'run'
      readonly project: 'python' | 'node'
      readonly commands: readonly (readonly string[])[]
      readonly install: string
    }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'too-many'; readonly why: string }

/** Characters of one command line: short enough for a person to look at and for policy to read. */
const LONGEST = 8_000
const MOST_FILES = 5_000

export function choose(check: CheckKind, directory: string): Choice {
  const project = recognise(directory)
  switch (project.kind) {
    case 'none':
      return { kind: 'none', why: `no Python or Node project in ${directory}` }
    case 'node':
      return chooseScript(check, project)
    case 'python':
      return choosePython(check, directory)
  }
}

/** What `npm init` writes in place of tests. */
const NO_TESTS = /no test specified/

function chooseScript(check: CheckKind, { manager, scripts }: Extract<Project, { kind: 'node' }>): Choice {
  const name = check.scripts.find(
    (script) => scripts[script] !== undefined && !NO_TESTS.test(scripts[script]),
  )
  if (name === undefined) return { kind: 'none', why: `package.json has no script named ${check.scripts[0]}` }
  return {
    kind: 'run',
    project: 'node',
    commands: [[manager, 'run', name]],
    install: manager === 'npm' ? 'sudo apt-get install npm' : `npm install --global ${manager}`,
  }
}

function choosePython({ python }: CheckKind, directory: string): Choice {
  const [program = '', ...args] = python.argv
  const argv = [inEnvironment(directory, program) ?? program, ...args]
  const run = { kind: 'run', project: 'python', install: python.install } as const
  if (!python.files) return { ...run, commands: [argv] }
  const files = pythonFiles(directory, MOST_FILES + 1)
  if (files.length === 0) return { kind: 'none', why: `no Python files in ${directory}` }
  if (files.length > MOST_FILES)
    return { kind: 'too-many', why: `more than ${MOST_FILES} Python files in ${directory}` }
  return { ...run, commands: portions(files).map((portion) => [...argv, ...portion]) }
}

/** A project's own virtual environment knows its dependencies; the system's programs do not. */
function inEnvironment(directory: string, program: string): string | undefined {
  return ['.venv', 'venv'].map((name) => join(directory, name, 'bin', program)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function portions(files: readonly string[]): string[][] {
  const lists: string[][] = [[]]
  let length = 0
  for (const file of files) {
    // A name that begins with a dash would be an option.
    const word = file.startsWith('-') ? `./${file}` : file
    if (length + word.length > LONGEST) {
      lists.push([])
      length = 0
    }
    lists.at(-1)?.push(word)
    length += word.length + 1
  }
  return lists
}
