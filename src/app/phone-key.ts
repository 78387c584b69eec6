import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../domain/errors.ts'
import { replaceFile } from '../lib/replace-file.ts'

export interface PhoneKey {
  readonly key: Uint8Array
  /** Milliseconds since the epoch: no nonce is older. */
  readonly madeAt: number
}

const BYTES = 32

/**
 * What the buttons on phones are signed with: made at the first start, for its owner's eyes only. Where the file is
 * removed, a new one is made, and every button that was sent before counts for nothing.
 *
 * @throws UserError `storage`
 */
export function openPhoneKey(home: string, now: number): PhoneKey {
  const path = join(home, 'phone.key')
  try {
    const held = read(path)
    if (held) return held
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const key = randomBytes(BYTES)
    replaceFile(path, JSON.stringify({ key: key.toString('base64url'), madeAt: now }), { durable: true })
    return { key, madeAt: now }
  } catch (error) {
    if (error instanceof UserError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError('storage', {
      en: `The key for buttons on phones cannot be kept in ${path}: ${why}.`,
      fr: `La clé des boutons de téléphone ne peut pas être gardée dans ${path} : ${why}.`,
    })
  }
}

function read(path: string): PhoneKey | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined) return undefined
  if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
  try {
    const { key, madeAt } = JSON.parse(readFileSync(path, 'utf8')) as { key: string; madeAt: number }
    const bytes = Buffer.from(key, 'base64url')
    if (bytes.length === BYTES && Number.isFinite(madeAt)) return { key: bytes, madeAt }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error
  }
  throw new UserError('storage', {
    en: `${path} is not a key that Autohome made: remove it, and a new one is made. Buttons that were sent before then count for nothing.`,
    fr: `${path} n’est pas une clé faite par Autohome : supprimez-le, et une nouvelle sera créée. Les boutons envoyés auparavant ne vaudront plus rien.`,
  })
}
