import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

export interface BoundsOptions {
  readonly workspace: string
  /** Outside the workspace, what may be read; `/` for everything. */
  readonly readable: readonly string[]
  /** Never read and never written, wherever it lies; a workspace inside such a place is itself not meant. */
  readonly unreadable: readonly string[]
}

export type Refusal = 'protected' | 'outside'

/** Judges real paths: absolute, every symbolic link resolved. */
export interface Bounds {
  refusesRead(path: string): Refusal | undefined
  refusesWrite(path: string): Refusal | undefined
  readonly protectedRoots: readonly string[]
}

/** Environment and memory of processes: the tokens of Autohome itself stand there, and it may of course read them. */
const PROCESS_SECRETS = /^\/proc\/\d+\/(?:task\/\d+\/)?(?:environ|mem)$/

export function createBounds(options: BoundsOptions): Bounds {
  const workspace = real(options.workspace)
  const readable = [workspace, ...options.readable.map(real)]
  // By both names: a link that is put in the place of a protected directory must not take the protection away.
  const protectedRoots = [...new Set(options.unreadable.flatMap((path) => [resolve(path), real(path)]))]
  const isProtected = (path: string) =>
    PROCESS_SECRETS.test(path) ||
    protectedRoots.some(
      (root) => isInside(root, path) && !(isInside(root, workspace) && isInside(workspace, path)),
    )
  return {
    protectedRoots,
    refusesRead(path) {
      if (isProtected(path)) return 'protected'
      return readable.some((root) => isInside(root, path)) ? undefined : 'outside'
    },
    refusesWrite(path) {
      if (isProtected(path)) return 'protected'
      return isInside(workspace, path) ? undefined : 'outside'
    },
  }
}

export const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root === '/' ? '/' : `${root}/`)

/** What the name stands for now; a name that does not exist yet stands for itself. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
