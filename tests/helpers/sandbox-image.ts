import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PrivateDocker } from './docker.ts'

/** Beside bash: what the tests ask of a sandbox, perl for the system calls that no other program makes. */
const PROGRAMS =
  'bash cat chmod chgrp cp date dd df env grep head id ln ls mkdir mkfifo mknod mount perl printf ps rm seq setsid sleep sort stat su tail timeout touch tr true truncate umount unshare wc'
const NAME = 'autohome-test:bash'
const LIMIT_MS = 60_000

/** An image of this machine's own bash and a few programs, for no registry needs to be reachable. Returns its name. */
export function importBashImage(engine: PrivateDocker, env: readonly string[] = ['PATH=/bin']): string {
  return importImage(engine, NAME, { env, programs: PROGRAMS.split(' ') })
}

/** The same with this machine's Python and pytest. */
export function importPythonImage(engine: PrivateDocker): string {
  const python = 'import sysconfig; print(sysconfig.get_path("stdlib"))'
  const stdlib = execFileSync('/usr/bin/python3', ['-c', python], { encoding: 'utf8' }).trim()
  const packages = ['_pytest', 'pytest', 'pluggy', 'iniconfig', 'packaging', 'attr', 'attrs', 'py']
  return importImage(engine, `${NAME}-python`, {
    env: [],
    programs: [...PROGRAMS.split(' '), 'python3'],
    directories: [stdlib, ...packages.map((name) => `/usr/lib/python3/dist-packages/${name}`)],
    files: { '/bin/pytest': '#!/bin/python3\nimport sys, pytest\nsys.exit(pytest.console_main())\n' },
  })
}

interface Contents {
  readonly env: readonly string[]
  readonly programs: readonly string[]
  readonly directories?: readonly string[]
  /** Texts by path, executable. */
  readonly files?: Readonly<Record<string, string>>
}

function importImage(engine: PrivateDocker, image: string, contents: Contents): string {
  const { env, directories = [], files = {} } = contents
  const home = mkdtempSync(join(tmpdir(), 'autohome-image-'))
  try {
    const root = join(home, 'image')
    mkdirSync(join(root, 'bin'), { recursive: true })
    mkdirSync(join(root, 'tmp'))
    const programs = contents.programs.map((program) => placeOf(program))
    for (const place of programs) copyFileSync(realpathSync(place), join(root, 'bin', base(place)))
    copyLibraries(programs, root)
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text, { mode: 0o755 })
    for (const data of ['/usr/lib/locale/C.utf8', '/usr/lib/x86_64-linux-gnu/perl-base', ...directories])
      if (existsSync(data)) cpSync(data, join(root, data), { recursive: true })
    const archive = join(home, 'image.tar')
    execFileSync('/bin/tar', ['-C', root, '-cf', archive, '.'], { timeout: LIMIT_MS })
    engine.docker('import', ...env.flatMap((pair) => ['--change', `ENV ${pair}`]), archive, image)
    return image
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Where a program of this machine is. @throws Error where it is not */
export function placeOf(program: string): string {
  const place = ['/bin', '/usr/bin', '/usr/sbin']
    .map((directory) => join(directory, program))
    .find(existsSync)
  if (place === undefined) throw new Error(`${program} is not on this machine`)
  return place
}

/** What the programs need to start, at the same places below `root`. */
export function copyLibraries(programs: readonly string[], root: string): void {
  for (const library of librariesOf(programs)) {
    mkdirSync(join(root, dirname(library)), { recursive: true })
    copyFileSync(realpathSync(library), join(root, library))
  }
}

function librariesOf(programs: readonly string[]): readonly string[] {
  const listed = execFileSync('/usr/bin/ldd', [...programs], { encoding: 'utf8', timeout: LIMIT_MS })
  return [...new Set([...listed.matchAll(/(\/\S+\.so\S*) \(/g)].map(([, path]) => path ?? ''))]
}
