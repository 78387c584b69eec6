import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { commandStep } from '../helpers/workflow-text.ts'
import { house } from './house.ts'

/** A house that has run something, with settings that hold a secret. */
async function lived() {
  const made = house()
  writeFileSync(
    join(made.home, 'autohome.yaml'),
    '# mine\nlog: { level: warn }\nntfy:\n  # my phone\n  token: tk_secret123\n',
  )
  writeFileSync(join(made.home, '.env'), 'OPENAI_API_KEY=sk-hidden-456\n', { mode: 0o600 })
  made.workflow('loud', commandStep('act', 'seq 40000'))
  expect((await made.spawn(['run', 'loud'])).code).toBe(0)
  return made
}

describe('backup', () => {
  it('goes into one file for its owner alone, without secrets unless asked, and overwrites nothing', async () => {
    const made = await lived()
    const file = join(made.directory, 'b.tar.gz')
    const { code, out, err } = await made.spawn(['backup', file])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('.env left out')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const whole = gunzipSync(readFileSync(file)).toString('latin1')
    expect(whole).not.toContain('sk-hidden-456')
    expect(whole).not.toContain('tk_secret123')
    expect(whole).toContain('# mine')
    expect(whole).toContain('39999\n40000')
    expect((await made.spawn(['backup', file])).err).toContain('exists already')
    expect(readdirSync(made.directory).filter((name) => name.includes('backup'))).toEqual([])

    const full = join(made.directory, 'full.tar.gz')
    await made.spawn(['backup', full, '--with-secrets'])
    const held = gunzipSync(readFileSync(full)).toString('latin1')
    expect(held).toContain('sk-hidden-456')
    expect(held).toContain('tk_secret123')
    expect(statSync(full).mode & 0o777).toBe(0o600)
  })

  it('says that there is nothing to back up', async () => {
    const made = house()
    const { code, err } = await made.spawn(['backup'])
    expect(code).toBe(2)
    expect(err).toContain('Nothing to back up')
  })
})

describe('restore', () => {
  it('gives back the same files, and every chain holds', async () => {
    const made = await lived()
    const file = join(made.directory, 'b.tar.gz')
    await made.spawn(['backup', file, '--with-secrets'])
    const into = join(made.directory, 'again')
    const { code, out } = await made.spawn(['restore', file, '--into', into])
    expect(code, out).toBe(0)
    expect(out).toContain('1 run holds')
    for (const name of ['.env', 'autohome.yaml', 'workflows/loud.yaml'])
      expect(readFileSync(join(into, name))).toEqual(readFileSync(join(made.home, name)))
    expect(statSync(into).mode & 0o077).toBe(0)
    expect(statSync(join(into, '.env')).mode & 0o777).toBe(0o600)
    const [run] = await made.runs()
    const shown = made.within([], ['show', run?.id ?? '', '--output', 'act'], into)
    expect(createHash('sha256').update(shown.out).digest('hex')).toBe(
      createHash('sha256')
        .update(Array.from({ length: 40_000 }, (_, n) => `${n + 1}\n`).join(''))
        .digest('hex'),
    )
  })

  it('refuses a directory that holds something, and leaves it as it is', async () => {
    const made = await lived()
    const file = join(made.directory, 'b.tar.gz')
    await made.spawn(['backup', file])
    const { code, err } = await made.spawn(['restore', file])
    expect(code).toBe(2)
    expect(err).toContain('is not empty')
    expect((await made.runs()).length).toBe(1)
  })

  it('refuses an archive of a newer version, one that was changed, one that was cut, and what is none', async () => {
    const made = await lived()
    const file = join(made.directory, 'b.tar.gz')
    await made.spawn(['backup', file])
    const tar = gunzipSync(readFileSync(file))
    const newer = Buffer.from(tar)
    newer.write(
      tar
        .toString('latin1')
        .replace(/"schema": \d+/, (found) => found.replace(/\d+/, (n) => '9'.repeat(n.length))),
      'latin1',
    )
    const altered = Buffer.from(tar)
    altered.write('level: silly', tar.indexOf('level: warn'), 'latin1')
    const cases: readonly (readonly [string, Buffer, string])[] = [
      ['newer', gzipSync(newer), 'newer Autohome'],
      ['altered', gzipSync(altered), 'is damaged: home/autohome.yaml'],
      ['cut', gzipSync(tar.subarray(0, tar.length - 4096)), 'not a whole backup'],
      ['cut gzip', readFileSync(file).subarray(0, 3000), 'not a whole backup'],
      ['none', Buffer.from('hello'), 'not a whole backup'],
      [
        'outside',
        gzipSync(
          Buffer.from(tar.toString('latin1').replace('home/autohome.yaml', 'home/../../etc/yaml'), 'latin1'),
        ),
        'not a whole backup',
      ],
    ]
    for (const [name, bytes, words] of cases) {
      const path = join(made.directory, `${name}.tar.gz`)
      const into = join(made.directory, `into ${name}`)
      mkdirSync(into)
      writeFileSync(path, bytes)
      const { code, err } = await made.spawn(['restore', path, '--into', into])
      expect({ name, code }).toEqual({ name, code: 2 })
      expect(err).toContain(words)
      expect(readdirSync(into).filter((left) => left !== 'lock.db')).toEqual([])
    }
  })

  it('goes on elsewhere with a run that was waiting when it was backed up while running, after the first was killed', async () => {
    const made = house()
    made.workflow('ask-first', commandStep('act', `rm -f gone && touch ${made.touched}`))
    const service = await made.service()
    const id = (await made.spawn(['run', 'ask-first', '--detach'])).out.trim()
    const asked = await made.asked()
    const file = join(made.directory, 'b.tar.gz')
    expect((await made.spawn(['backup', file])).code).toBe(0)
    service.child.kill('SIGKILL')
    await service.ended()

    const into = join(made.directory, 'elsewhere')
    expect(made.within([], ['restore', file, '--into', into]).code).toBe(0)
    const again = house({ AUTOHOME_HOME: into, WORKSPACE_DIR: made.workspace })
    const second = await again.service()
    const answered = await again.spawn(['approve', asked.id])
    expect(answered).toMatchObject({ code: 0 })
    expect((await again.settled(id)).status).toBe('completed')
    expect(statSync(made.touched).isFile()).toBe(true)
    expect((await again.spawn(['audit', id])).code).toBe(0)
    second.child.kill('SIGTERM')
    await second.ended()
  })
})
