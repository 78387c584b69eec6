import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

/** The absolute path of an executable file of that bare name, in the first trusted directory that has one. */
export async function which(program: string, trustedPath: readonly string[]): Promise<string | undefined> {
  if (program === '' || program.includes('/') || program.includes('\0')) return undefined
  for (const directory of trustedPath) {
    // A relative directory would mean another program in every working directory.
    if (!isAbsolute(directory)) continue
    const path = join(directory, program)
    if (await isExecutable(path)) return path
  }
  return undefined
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
