import type { Clock } from '../domain/clock.ts'
import type { PhoneReplies } from '../domain/phone.ts'
import type { Beside } from './beside.ts'

/** No question is open for longer than 30 days, and no nonce is good for longer than its question; in milliseconds. */
const KEPT_MS = 60 * 86_400_000

/** The phones' replies in the journal's database. */
export function openPhoneReplies({ db, write }: Pick<Beside, 'db' | 'write'>, clock: Clock): PhoneReplies {
  const last = db.prepare<[], string>('SELECT message FROM phone_replies ORDER BY no DESC LIMIT 1').pluck()
  const find = db.prepare<[string], number>('SELECT no FROM phone_replies WHERE message = ?').pluck()
  const used = db.prepare<[string], string>('SELECT message FROM phone_replies WHERE nonce = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO phone_replies (message, nonce, at) VALUES (?, ?, ?) ON CONFLICT (message) DO NOTHING',
  )
  const forget = db.prepare(
    'DELETE FROM phone_replies WHERE at < ? AND no < (SELECT max(no) FROM phone_replies)',
  )

  return {
    last: () => last.get(),
    isDealtWith: (message) => find.get(message) !== undefined,
    usedBy: (nonce) => used.get(nonce),
    dealtWith: (message, nonce) =>
      write(() => {
        insert.run(message, nonce ?? null, clock.now())
        forget.run(clock.now() - KEPT_MS)
      }),
  }
}
