import { userInfo } from 'node:os'
import type { Effect } from '../../domain/effect.ts'
import {
  type Answer,
  askProgram,
  type Failure,
  failure,
  type ProgramCall,
  programEffect,
} from '../program.ts'
import { sudoersLine } from '../sudo.ts'
import type { ServerDeps } from './deps.ts'

/** -n: never asks for a password; without a grant it fails at once. */
const sudoArgv = (argv: readonly string[]): string[] => ['sudo', '-n', ...argv]

export const userOf = ({ user }: Pick<ServerDeps, 'user'>): { uid: number; name: string } => {
  if (user) return user
  const { uid, username } = userInfo()
  return { uid, name: username }
}

/** The effects of a program that `askMaybeAsRoot` runs: for a normal user also the second try, through sudo. */
export function maybeAsRootEffects(
  deps: ServerDeps,
  argv: readonly string[],
  cwd: string,
): readonly Effect[] {
  const plain = programEffect(argv, cwd)
  return userOf(deps).uid === 0 ? [plain] : [plain, programEffect(sudoArgv(argv), cwd)]
}

export interface Refusal {
  readonly refused: (answer: Answer) => boolean
  readonly grants?: readonly (readonly string[])[]
}

/**
 * Tries as the present user; where the answer shows that this is not enough, once more through `sudo -n`.
 * Without that grant: E_NEEDS_ROOT with the line for sudoers.
 *
 * @param grants the commands as sudoers should match them, where arguments differ from call to call or several belong
 * together; this very command unless told
 */
export async function askMaybeAsRoot(
  deps: ServerDeps,
  call: ProgramCall,
  { refused, grants = [call.argv] }: Refusal,
): Promise<Answer | Failure> {
  const plain = await askProgram(deps.runner, call)
  if (!plain.ok || !refused(plain)) return plain
  const user = userOf(deps)
  if (user.uid === 0) return plain
  const asRoot = await askProgram(deps.runner, { ...call, argv: sudoArgv(call.argv) })
  if (asRoot.ok && !/^sudo: /m.test(asRoot.stderr)) return asRoot
  const program = call.argv[0] ?? ''
  const path = (await deps.runner.which(program)) ?? program
  return failure(
    'E_NEEDS_ROOT',
    `${user.name} may not run ${call.argv.slice(0, 3).join(' ')} on this machine`,
    {
      subject: program,
      hint: sudoersLine(
        user.name,
        grants.map(([, ...words]) => [path, ...words]),
      ),
    },
  )
}
