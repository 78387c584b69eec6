import { chown, readdir, stat } from 'node:fs/promises'

export interface SandboxUser {
  readonly uid: number
  readonly gid: number
}

/** Nobody, by the number that Debian, Alpine and the kernel's overflowuid share. */
const NOBODY = 65534

/**
 * Who commands run as: the owner of the workspace, so that both sides can work on each other's files; never root.
 *
 * Where the workspace is root's (Autohome runs as root), it is nobody. A workspace that is still empty is given to
 * nobody; one that holds something is left as it is, for that may be a directory whose owner matters (`/root`), and
 * commands can change in it what its permissions let them.
 */
export async function sandboxUser(workspace: string): Promise<SandboxUser> {
  const { uid, gid } = await stat(workspace)
  if (uid !== 0) return { uid, gid: gid === 0 ? NOBODY : gid }
  if (process.getuid?.() === 0 && (await readdir(workspace)).length === 0)
    await chown(workspace, NOBODY, NOBODY)
  return { uid: NOBODY, gid: NOBODY }
}
