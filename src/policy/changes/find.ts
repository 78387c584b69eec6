import { dirname, resolve } from 'node:path'
import type { ChangePlan } from '../../domain/change.ts'
import type { Access, Effect } from '../../domain/effect.ts'
import type { ChangeClass } from './rules.ts'

const MINUTE = 60_000

/** What a call is about, as far as its words say. */
interface Subject {
  readonly paths: readonly string[]
  /** Plain commands, without `sudo` and variables in front. */
  readonly commands: readonly (readonly string[])[]
  readonly directories: readonly string[]
}

/**
 * Which classes a writing call falls under, and so what is recorded of it first. A shell text is read by its words, with
 * quotes taken off: one that names too much costs a larger record; what a script does inside is not seen.
 */
export function planFor(
  classes: readonly ChangeClass[],
  { keepMin }: { readonly keepMin: number },
  effects: readonly Effect[],
  access: Access,
): ChangePlan | undefined {
  if (access === 'read') return undefined
  const subject = together(effects.map(subjectOf))
  const met = classes.flatMap((one) => {
    const paths = subject.paths.filter((path) => one.paths.some((glob) => glob.test(path)))
    const named = subject.commands.some((words) => one.commands.some((form) => fits(form, words)))
    return paths.length > 0 || named ? [{ one, paths }] : []
  })
  if (met.length === 0) return fileOnly(effects)
  const all = <T>(of: (one: ChangeClass) => readonly T[]): readonly T[] => [
    ...new Set(met.flatMap(({ one }) => of(one))),
  ]
  return {
    class: met.map(({ one }) => one.id).join('+'),
    label: {
      en: met.map(({ one }) => one.label.en).join(', '),
      fr: met.map(({ one }) => one.label.fr).join(', '),
    },
    confirm: true,
    keepMs: Math.min(...met.map(({ one }) => one.keepMin ?? keepMin)) * MINUTE,
    paths: [...new Set([...met.flatMap(({ paths }) => paths), ...all(({ records }) => records)])],
    ...(met.some(({ one }) => one.containers)
      ? { containers: { words: subject.commands.flat(), directories: subject.directories } }
      : {}),
    packages: met.some(({ one }) => one.packages),
    states: met.flatMap(({ one }) => one.states),
    after: all(({ after }) => after),
    checks: all(({ checks }) => checks),
  }
}

/** A file that a tool writes is recorded in any case: it can be undone, and nobody is asked to keep it. */
function fileOnly(effects: readonly Effect[]): ChangePlan | undefined {
  const paths = effects.flatMap((effect) =>
    effect.kind === 'path' && effect.access === 'write' ? [effect.path] : [],
  )
  if (paths.length === 0) return undefined
  return {
    class: 'file',
    label: { en: 'a file', fr: 'un fichier' },
    confirm: false,
    keepMs: 0,
    paths,
    packages: false,
    states: [],
    after: [],
    checks: [],
  }
}

const fits = (form: readonly RegExp[], words: readonly string[]): boolean =>
  form.length <= words.length && form.every((word, index) => word.test(words[index] ?? ''))

const together = (subjects: readonly Subject[]): Subject => ({
  paths: subjects.flatMap(({ paths }) => paths),
  commands: subjects.flatMap(({ commands }) => commands),
  directories: subjects.flatMap(({ directories }) => directories),
})

function subjectOf(effect: Effect): Subject {
  switch (effect.kind) {
    case 'path':
      return effect.access === 'write'
        ? { paths: [effect.path], commands: [], directories: [dirname(effect.path)] }
        : NOTHING
    case 'command':
      return subjectOfText(effect.text, effect.cwd)
    case 'program':
      return subjectOfWords([effect.argv], effect.cwd)
    case 'service':
      return { ...NOTHING, commands: [['systemctl', effect.action, effect.name]] }
    case 'container':
      return { ...NOTHING, commands: [['docker', effect.action, effect.name]] }
    case 'task':
      return subjectOfWords([[effect.program, ...effect.args]], effect.cwd)
    case 'url':
      return NOTHING
    default:
      return effect satisfies never
  }
}

const NOTHING: Subject = { paths: [], commands: [], directories: [] }

const subjectOfText = (text: string, cwd: string): Subject =>
  subjectOfWords(
    text
      .replaceAll(/["'\\]/g, '')
      .split(/[;|&()\n`{}]+/)
      .map((part) => part.replaceAll(/[<>]+/g, ' ').trim().split(/\s+/).filter(Boolean)),
    cwd,
  )

function subjectOfWords(parts: readonly (readonly string[])[], cwd: string): Subject {
  const commands = parts.map(plain).filter((words) => words.length > 0)
  const moves = commands.flatMap(([program, to]) =>
    program === 'cd' && to !== undefined ? [resolve(cwd, to)] : [],
  )
  const directories = [cwd, ...moves]
  const values = parts
    .flat()
    .flatMap((word) => (word.includes('=') ? [word, word.slice(word.indexOf('=') + 1)] : [word]))
  const paths = values.flatMap((word) =>
    // A pattern stands for names that are not known here: its directory is what is recorded.
    directories.map((from) => resolve(from, word.replace(/[^/]*[*?[].*$/, ''))),
  )
  return {
    paths: [...new Set(paths)],
    commands,
    directories: [...directories, ...paths.map((path) => dirname(path))],
  }
}

/** The command itself, behind `sudo`, its options, and variables that are set for it; the program by its name. */
function plain(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words
  if (first === undefined) return []
  if (/^[A-Za-z_]\w*=/.test(first) || WRAPPERS.has(first) || first === '-n') return plain(rest)
  return [first.slice(first.lastIndexOf('/') + 1), ...rest]
}

const WRAPPERS = new Set(['sudo', 'nohup', 'env', 'time', 'then', 'do', 'else', '!'])
