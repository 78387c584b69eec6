/**
 * What a call would do to the world. Every tool turns its arguments into effects and policy judges the effects,
 * so that no tool goes around it. Paths are absolute; `text` is a bash script, `argv` runs without a shell.
 */
export type Effect =
  | { readonly kind: 'command'; readonly text: string; readonly cwd: string }
  | { readonly kind: 'program'; readonly argv: readonly string[]; readonly cwd: string }
  | { readonly kind: 'path'; readonly access: Access; readonly path: string }
  | { readonly kind: 'url'; readonly method: string; readonly url: string }
  | { readonly kind: 'container'; readonly action: string; readonly name: string }
  | { readonly kind: 'service'; readonly action: string; readonly name: string }
  | {
      readonly kind: 'task'
      readonly program: string
      readonly args: readonly string[]
      readonly cwd: string
    }

/** `read` changes nothing and may be run again; `write` may not be repeated unasked. */
export type Access = 'read' | 'write'
