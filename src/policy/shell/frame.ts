import type { ExecuteMode } from '../../domain/run.ts'
import type { BuiltinRule, Compiled, Finding, Rule } from '../model.ts'
import type { Value } from './value.ts'
import type { Variables } from './variables.ts'

/** What one judgement gathers, across all nested scripts. */
export interface Judgement {
  readonly policy: Compiled
  readonly mode: ExecuteMode
  readonly findings: Finding[]
  commands: number
}

/** Directories that a relative path may start from; undefined when they are not known any more. */
export interface Cwd {
  dirs: readonly string[] | undefined
  /** `cd` was there, and a directory may have been reached through a link. */
  moved: boolean
}

/** Where in a script the interpreter is. */
export interface Frame {
  readonly judgement: Judgement
  /** The text that positions refer to. */
  readonly source: string
  readonly depth: number
  readonly cwd: Cwd
  readonly variables: Variables
  /** Names of functions of this script. */
  readonly functions: Set<string>
  /** A shell that is not bash: what only bash knows means something else there. */
  readonly posix: boolean
  /** Inside a loop or a function, where what comes later in the text may run earlier. */
  readonly repeats: false | 'some' | 'for ever'
  /** Text that the command reads from standard input, where it is known. */
  readonly input?: string
  /** Starting points of the `find` whose output it reads. */
  readonly found?: readonly Value[]
  /** The program has a terminal of its own and somebody types into it. */
  readonly terminal?: boolean
}

/** What a part passes on to the pipeline around it; joined with `|`. */
export const TAG = { none: 0, network: 1, interpreter: 2 } as const

export function note(frame: Frame, rule: Rule | BuiltinRule, part: string): void {
  const { judgement } = frame
  const found = typeof rule === 'string' ? judgement.policy.builtin[rule] : rule
  judgement.findings.push({ rule: found, part, depth: frame.depth })
}
