import type { parse } from 'unbash'
import type { ExecuteMode } from '../../domain/run.ts'
import type { BuiltinRule, Compiled, Finding, Rule } from '../model.ts'
import type { Value } from './value.ts'
import type { Variables } from './variables.ts'

/** What unbash returns. */
export type ParsedScript = ReturnType<typeof parse>

/**
 * The three ways in which a part of a command leads to another command. They are handed along rather than imported, since
 * everything here leads to everything else.
 */
export interface Interpreter {
  /** A script that is parsed already. */
  script(frame: Frame, script: ParsedScript): number
  /**
   * A text that a command hands to a shell: `sh -c '…'`, `eval`, a here-document.
   * `own` is a process of its own, with its own variables; otherwise it runs in the shell around it.
   */
  text(frame: Frame, text: string, how: { readonly own: boolean; readonly posix: boolean }): number
  /** A program with its arguments. */
  invocation(frame: Frame, argv: readonly Value[], part: string): number
}

/** What one judgement gathers, across all nested scripts. */
export interface Judgement {
  readonly policy: Compiled
  readonly mode: ExecuteMode
  readonly interpreter: Interpreter
  readonly findings: Finding[]
  commands: number
  /** `exec < file` gave every command from there on another input. */
  fed?: true
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
  /** It reads something else than the empty input of a command: a pipe, a file, a here-document. */
  readonly fed?: true
  /** Starting points of the `find` whose output it reads. */
  readonly found?: readonly Value[]
  /** Started by a tool of Autohome's own, without a shell and with guards of the tool's. */
  readonly ours?: true
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

/** A process of its own: what it does to directories and functions ends with it. */
export const subshell = (frame: Frame): Frame => ({
  ...frame,
  cwd: { ...frame.cwd },
  functions: new Set(frame.functions),
  repeats: false,
})
