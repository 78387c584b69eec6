import type { CommandFailure, CommandSpec } from '../../domain/command-runner.ts'
import { secretRefs, secretVariable, withVariables } from '../../lib/secret-refs.ts'

export interface WithSecrets {
  readonly command: CommandSpec['command']
  /** The secrets that this command names, and no others. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * A command with its references to secrets as variables, and their values for its environment: neither the text nor a
 * list of processes ever holds a value. A secret that nobody has set is a failure that names it.
 */
export function secretsFor(
  command: CommandSpec['command'],
  secrets: ReadonlyMap<string, string>,
): WithSecrets | CommandFailure {
  if (!('text' in command)) return { command, env: {} }
  const names = [...new Set(secretRefs(command.text).map(({ name }) => name))]
  if (names.length === 0) return { command, env: {} }
  const missing = names.find((name) => !secrets.has(name))
  if (missing !== undefined)
    return {
      code: 'E_SPAWN',
      message: `there is no secret ${missing}: set ${secretVariable(missing)}, or put it into secrets.yaml`,
    }
  const env = Object.fromEntries(names.map((name) => [secretVariable(name), secrets.get(name) ?? '']))
  return { command: { text: withVariables(command.text) }, env }
}
