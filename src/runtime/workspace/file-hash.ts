import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'

/**
 * The sha256 of a file of the workspace, in hex; undefined for what is no regular file there. A link counts as the file
 * that it leads to.
 */
export const createFileHash =
  (workspace: string) =>
  async (path: string): Promise<string | undefined> => {
    try {
      const [real, root] = await Promise.all([realpath(path), realpath(workspace)])
      if (!real.startsWith(`${root}/`) || !(await stat(real)).isFile()) return undefined
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(real) as AsyncIterable<Buffer>) hash.update(chunk)
      return hash.digest('hex')
    } catch {
      // Not there, or not to be read: nothing that a command could run either.
      return undefined
    }
  }
