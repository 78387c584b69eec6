import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { CommandFailure } from '../../domain/command-runner.ts'
import { type Docker, isGone, noSandbox } from './engine.ts'
import { firstEntry } from './tar.ts'

/** Where images keep bash: Debian's and Ubuntu's, older ones, Docker's own image `bash`. */
const PLACES = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash']
/** Links one behind the other, as the kernel counts them at most. */
const MOST_LINKS = 40

/** Executable, and readable for nobody: that is what closes the resident to the commands (see `resident.ts`). */
const UNREADABLE = 0o111

/**
 * The image's own bash as a file that may be executed and not read. Taken out of the image once, through a container
 * that is never started, and kept in `directory` under the image's id.
 *
 * @returns the path of the copy on this machine, to be mounted read-only
 */
export async function copyShell(
  docker: Docker,
  image: { readonly name: string; readonly id: string; readonly labels: Readonly<Record<string, string>> },
  directory: string,
): Promise<string | CommandFailure> {
  const path = join(directory, `bash-${image.id.replace(/^sha256:/, '').slice(0, 24)}`)
  if (existsSync(path)) return path
  const container = await docker.createContainer({
    Image: image.id,
    Entrypoint: ['/never-started'],
    Labels: image.labels,
    HostConfig: { NetworkMode: 'none' },
  })
  try {
    for (const bash of PLACES) {
      const bytes = await fileOf(container, bash)
      if (!bytes) continue
      await keep(bytes, path, directory)
      return path
    }
    return noSandbox(`the sandbox's image ${image.name} holds no bash: name another one in sandbox.image`)
  } finally {
    await container.remove({ force: true, v: true })
  }
}

async function fileOf(container: Docker.Container, from: string): Promise<Buffer | undefined> {
  let path = from
  for (let links = 0; links < MOST_LINKS; links++) {
    const archive = await archiveOf(container, path)
    const entry = archive && firstEntry(archive)
    if (!entry) return undefined
    if ('file' in entry) return entry.file
    path = posix.resolve(posix.dirname(path), entry.link)
  }
  return undefined
}

async function archiveOf(container: Docker.Container, path: string): Promise<Buffer | undefined> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await container.getArchive({ path })) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** In one step, so that nobody starts half a shell. */
async function keep(bytes: Buffer, path: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = join(directory, `draft-${randomUUID()}`)
  try {
    await writeFile(draft, bytes, { mode: UNREADABLE })
    await chmod(draft, UNREADABLE)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}
