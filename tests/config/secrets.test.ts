import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadSecrets } from '../../src/config/secrets.ts'
import { tempDir } from '../helpers/temp-dir.ts'

async function homeWith(text: string, mode = 0o600): Promise<string> {
  const home = await tempDir()
  writeFileSync(join(home, 'secrets.yaml'), text)
  chmodSync(join(home, 'secrets.yaml'), mode)
  return home
}

it('secrets come from the file, and from the environment before it', async () => {
  const home = await homeWith('DB: from-the-file\nTOKEN: also-from-file\n')
  const secrets = await loadSecrets(home, { AUTOHOME_SECRET_DB: 'from-the-environment', OTHER: 'x' })
  expect([...secrets]).toEqual([
    ['DB', 'from-the-environment'],
    ['TOKEN', 'also-from-file'],
  ])
  expect((await loadSecrets(await tempDir(), {})).size).toBe(0)
  expect((await loadSecrets(await homeWith(''), {})).size).toBe(0)
})

it.each([0o640, 0o604, 0o660, 0o644])('a file that others could read is refused: mode %o', async (mode) => {
  const home = await homeWith('DB: from-the-file\n', mode)
  await expect(loadSecrets(home, {})).rejects.toThrow(/chmod 600/)
})

it.each(['DB: [', '- a', 'DB: short', 'DB: 12345678', 'db: long-enough', 'DB: "two\\nlines"', 'text'])(
  'what is no secret is refused without being shown: %s',
  async (text) => {
    const home = await homeWith(text)
    const error = await loadSecrets(home, {}).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'bad_config' })
    expect(String(error)).not.toMatch(/12345678|two|long-enough/)
  },
)
