import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../domain/errors.ts'
import { cannotRead } from './cannot-read.ts'
import type { Locale } from '../domain/text.ts'
import { givenLocale } from '../lib/locale.ts'
import { readEnvFile } from './env-file.ts'
import { ENVIRONMENT, type PathBase, toPath } from './environment.ts'
import type { Given } from './given.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that settings are made of, read but not yet understood. */
export interface Sources {
  readonly home: string
  readonly userHome: string
  /** For error lines, before the settings say otherwise. */
  readonly locale: Locale
  /** Whether the environment names a language that Autohome speaks. */
  readonly languageSet: boolean
  /** The shipped file, then the owner's where there is one. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** What variables say, the later layer winning. */
  readonly variables: readonly Given[]
  /** For people: files and variables in the order in which they are applied. */
  readonly names: readonly string[]
}

/** @throws UserError `bad_config` for a file that cannot be read, or a data directory that cannot be one */
export function gather(from: {
  readonly env: Environment
  readonly cwd: string
  readonly packageRoot: string
}): Sources {
  const { env, cwd, packageRoot } = from
  const userHome = env['HOME'] || homedir()
  const hereFile = join(cwd, '.env')
  const hereEnv = readEnvFile(hereFile)
  const homeText = env['AUTOHOME_HOME'] || hereEnv?.['AUTOHOME_HOME'] || '~/.autohome'
  const home = checkedHome(toPath(homeText, { directory: cwd, userHome }))
  const homeFile = join(home, '.env')
  const homeEnv = homeFile === hereFile ? undefined : readEnvFile(homeFile)

  const files = [join(packageRoot, 'config', 'autohome.yaml'), join(home, 'autohome.yaml')].flatMap(
    (path) => {
      const text = readIfThere(path)
      return text === undefined ? [] : [{ path, text }]
    },
  )
  const language = givenLocale({ ...homeEnv, ...hereEnv, ...env })
  const own = given(env, 'environment', { directory: cwd, userHome })
  const named = [...(env['AUTOHOME_HOME'] ? ['AUTOHOME_HOME'] : []), ...own.map(({ name }) => name)]
  return {
    home,
    userHome,
    locale: language ?? 'en',
    languageSet: language !== undefined,
    files,
    variables: [
      ...given(homeEnv ?? {}, homeFile, { directory: home, userHome }),
      ...given(hereEnv ?? {}, hereFile, { directory: cwd, userHome }),
      ...own,
    ],
    names: [
      ...files.map(({ path }) => path),
      ...(homeEnv ? [homeFile] : []),
      ...(hereEnv ? [hereFile] : []),
      ...(named.length > 0 ? [`environment: ${named.join(', ')}`] : []),
    ],
  }
}

/** An empty variable counts as unset: that is how compose files and units pass on what they do not know. */
const given = (env: Environment, origin: string, base: PathBase): readonly Given[] =>
  ENVIRONMENT.flatMap(({ name, key, read }) => {
    const text = env[name]
    return text ? [{ key, name, origin, value: read(text, base) }] : []
  })

/** The system's limit for a socket's path is 108 bytes on Linux and 104 on macOS, its final NUL included. */
const MAX_SOCKET_PATH = 103

function checkedHome(home: string): string {
  const bytes = Buffer.byteLength(join(home, 'autohome.sock'))
  if (bytes <= MAX_SOCKET_PATH && !home.includes('\n')) return home
  const most = MAX_SOCKET_PATH - '/autohome.sock'.length
  const held = JSON.stringify(home)
  throw new UserError('bad_config', {
    en: `AUTOHOME_HOME holds ${held}; allowed: a path of at most ${most} bytes on one line, because a socket is kept there`,
    fr: `AUTOHOME_HOME contient ${held} ; valeurs permises : un chemin d’au plus ${most} octets sur une ligne, car un socket y est placé`,
  })
}

/** A settings file larger than this is a mistake. */
const MAX_BYTES = 1024 * 1024

function readIfThere(file: string): string | undefined {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > MAX_BYTES)
      throw new UserError('bad_config', {
        en: `${file}: ${bytes.length} bytes; a settings file holds at most ${MAX_BYTES}`,
        fr: `${file} : ${bytes.length} octets ; un fichier de réglages en contient au plus ${MAX_BYTES}`,
      })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new UserError('bad_config', {
        en: `${file}: not UTF-8 text; save it as UTF-8`,
        fr: `${file} : pas un texte UTF-8 ; enregistrez-le en UTF-8`,
      })
    throw cannotRead(file, error)
  }
}
