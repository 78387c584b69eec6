import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  packagesThatDiffer,
  packageVersions,
  parseVersions,
  restorePackages,
  wordsBack,
} from '../../../src/runtime/changes/packages.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** Stand-ins for dpkg-query and apt-get, of a machine where nothing is at stake: `installed` holds its packages. */
async function machine(installed: string, available: string) {
  const home = await tempDir()
  const bin = join(home, 'bin')
  mkdirSync(bin)
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(join(home, 'installed'), installed)
  writeFileSync(join(home, 'available'), available)
  program('dpkg-query', `cat ${home}/installed`)
  program(
    'apt-get',
    `echo "$*" >> ${home}/asked
for word; do
  case $word in
    Dpkg::*|-*) ;;
    *=*) grep -qxF "$word" ${home}/available || { echo "E: Version of $word was not found" >&2; exit 100; };;
  esac
done
[[ " $* " == *" --simulate "* ]] && exit 0
for word; do
  case $word in
    Dpkg::*|-*) ;;
    *=*) sed -i "/ \${word%%=*} /d" ${home}/installed; echo "ii \${word%%=*} \${word#*=}" >> ${home}/installed;;
    *-) sed -i "/ \${word%-} /d" ${home}/installed;;
  esac
done`,
  )
  return { home, trustedPath: [bin, '/usr/bin', '/bin'] }
}

describe('packages', () => {
  it('are read as dpkg-query of this machine prints them', async () => {
    expect(parseVersions('ii  bash 5.2-1\nrc  old 1.0\n\nii  a:amd64 1:2~b+c\n')).toEqual({
      bash: '5.2-1',
      'a:amd64': '1:2~b+c',
    })
    const here = await packageVersions(['/usr/bin', '/bin'])
    expect(here === undefined || Object.keys(here).length > 0).toBe(true)
  })

  it('go back to their versions, and new ones go', async () => {
    const packages = { nginx: '1.0-1', curl: '8.0' }
    const { home, trustedPath } = await machine('ii nginx 1.1-1\nii curl 8.0\nii new 2.0\n', 'nginx=1.0-1\n')
    expect(wordsBack(packages, { nginx: '1.1-1', curl: '8.0', new: '2.0' })).toEqual(['nginx=1.0-1', 'new-'])
    expect(await packagesThatDiffer({ packages, trustedPath })).toEqual([
      { what: 'package nginx=1.0-1', ok: true },
      { what: 'package new-', ok: true },
    ])
    expect(await restorePackages({ packages, trustedPath })).toEqual([
      { what: 'package nginx=1.0-1', ok: true },
      { what: 'package new-', ok: true },
    ])
    expect(await packageVersions(trustedPath)).toEqual(packages)
    expect(readFileSync(join(home, 'asked'), 'utf8')).toContain('--allow-downgrades')
    expect(await restorePackages({ packages, trustedPath })).toEqual([])
  })

  it('are said not to be had any more where the archive has moved on', async () => {
    const packages = { nginx: '1.0-1' }
    const { trustedPath } = await machine('ii nginx 1.1-1\n', '')
    expect(await packagesThatDiffer({ packages, trustedPath })).toEqual([
      { what: 'package nginx=1.0-1', ok: false, why: 'this version is not to be had any more' },
    ])
    expect(await restorePackages({ packages, trustedPath })).toEqual([
      { what: 'package nginx=1.0-1', ok: false, why: 'E: Version of nginx=1.0-1 was not found' },
    ])
  })
})
