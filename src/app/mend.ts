import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Localized } from '../domain/text.ts'

/** Holds secrets, by its name. */
const PRIVATE = /^(\.env|secrets\.yaml|autohome\.yaml|phone\.key|journal\.db.*)$/
/** Left by a process that was killed: half of a file that was to replace another, or of a restore. */
const DRAFT = /(\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)|^\.restoring-|\.part$/

/**
 * Mends what can be mended without a decision of the owner's, and says each thing that it did. What belongs to a process that
 * works here at this moment is left alone.
 *
 * @throws the system's error, where something cannot be mended
 */
export async function* mend(config: Config): AsyncGenerator<Localized> {
  yield* directories(config)
  yield* modes(config.home)
  const { isHeld } = await import('../store/lock.ts')
  if (isHeld(config.home)) return
  yield* leftovers(config.home)
  yield* containers(config)
}

function* directories({ home, workspace }: Config): Generator<Localized> {
  for (const [path, mode] of [
    [home, 0o700],
    [workspace, 0o755],
  ] as const) {
    if (existsSync(path)) continue
    mkdirSync(path, { recursive: true, mode })
    yield { en: `${path} did not exist: made.`, fr: `${path} n’existait pas : créé.` }
  }
}

function* modes(home: string): Generator<Localized> {
  const own = readdirSync(home).filter((name) => PRIVATE.test(name))
  for (const [path, mode] of [
    [home, 0o700] as const,
    ...own.map((name) => [join(home, name), 0o600] as const),
  ]) {
    const { mode: held, uid } = statSync(path)
    if ((held & 0o077) === 0 || uid !== process.getuid?.()) continue
    chmodSync(path, mode)
    const [was, now] = [(held & 0o777).toString(8), mode.toString(8)]
    yield {
      en: `${path} could be read by others (${was}): now ${now}.`,
      fr: `${path} était lisible par d’autres (${was}) : maintenant ${now}.`,
    }
  }
}

/** Nobody holds the directory, so nobody is behind the socket either. */
function* leftovers(home: string): Generator<Localized> {
  const blobs = existsSync(join(home, 'blobs')) ? readdirSync(join(home, 'blobs')) : []
  const names = [
    ...readdirSync(home).filter((name) => /^(autohome\.sock|engine\.json)$/.test(name) || DRAFT.test(name)),
    ...blobs.filter((name) => name.startsWith('draft-')).map((name) => join('blobs', name)),
  ]
  for (const name of names) {
    const path = join(home, name)
    rmSync(path, { recursive: true, force: true })
    yield {
      en: `${path} was left by a process that is gone: removed.`,
      fr: `${path} restait d’un processus disparu : supprimé.`,
    }
  }
}

async function* containers(config: Config): AsyncGenerator<Localized> {
  if (!existsSync(join(config.home, 'sandbox'))) return
  const [{ openSandbox }, { openBlobs }] = await Promise.all([
    import('./sandbox.ts'),
    import('../store/blobs.ts'),
  ])
  const sandbox = openSandbox(config, openBlobs(config.home, { maxBytes: 1 }))
  try {
    await sandbox.sweep()
  } finally {
    await sandbox.close()
  }
  yield {
    en: 'Sandbox containers of processes that are gone: looked for, and taken away.',
    fr: 'Conteneurs de bac à sable de processus disparus : cherchés, et retirés.',
  }
}
