import { posix, relative, resolve } from 'node:path'
import { WORKSPACE } from './resident.ts'

/** A directory of the workspace as it is called inside the container; undefined for one outside. */
export function placeInside(cwd: string, workspaces: readonly string[]): string | undefined {
  const asked = resolve(cwd)
  for (const workspace of workspaces) {
    const path = relative(workspace, asked)
    if (path === '') return WORKSPACE
    if (path !== '..' && !path.startsWith('../') && !path.startsWith('/')) return posix.join(WORKSPACE, path)
  }
  return undefined
}

/** Whether mounting the workspace would hand out a path that is not the commands' business. */
export function holds(workspace: string, path: string): boolean {
  const way = relative(workspace, path)
  return way === '' || (way !== '..' && !way.startsWith('../'))
}
