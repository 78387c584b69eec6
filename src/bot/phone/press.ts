import { createHmac, timingSafeEqual } from 'node:crypto'

/** What one button of one notification stands for. */
export interface PhonePress {
  /** Used up by the first press that counts. */
  readonly nonce: string
  readonly runId: string
  readonly questionId: string
  /** An answer to the question, or OPEN. */
  readonly option: string
  /** Of exactly what was asked. */
  readonly hash: string
  /** Whose phone it was sent to. */
  readonly to: string
  /** Milliseconds since the epoch: worth nothing from then on. */
  readonly until: number
}

/** Not an answer: tell me everything about it. */
export const OPEN = 'open'

export interface PressSigner {
  /** The text that a button posts; the same for the same button, so that sending it again makes no second nonce. */
  sign(press: Omit<PhonePress, 'nonce'>, step: number): string
  /** undefined: not written with this key, or not whole. */
  read(text: string): PhonePress | undefined
}

const FORM = /^ah1\.([\w-]{40,900})\.([\w-]{43})$/
const NONCE_LENGTH = 22

/** @param key 32 random bytes that never leave the data directory */
export function createPressSigner(key: Uint8Array): PressSigner {
  const mac = (purpose: string, text: string): Buffer =>
    createHmac('sha256', key).update(`autohome ${purpose}\n${text}`).digest()

  return {
    sign({ runId, questionId, option, hash, to, until }, step) {
      const subject = JSON.stringify([runId, questionId, option, hash, to, until, step])
      const nonce = mac('nonce', subject).toString('base64url').slice(0, NONCE_LENGTH)
      const payload = JSON.stringify([nonce, runId, questionId, option, hash, to, until])
      const body = Buffer.from(payload).toString('base64url')
      return `ah1.${body}.${mac('press', body).toString('base64url')}`
    },
    read(text) {
      const [, body, given] = FORM.exec(text.trim()) ?? []
      if (body === undefined || given === undefined) return undefined
      const expected = Buffer.from(mac('press', body).toString('base64url'))
      if (!timingSafeEqual(expected, Buffer.from(given))) return undefined
      const held = JSON.parse(Buffer.from(body, 'base64url').toString()) as Signed
      const [nonce, runId, questionId, option, hash, to, until] = held
      return { nonce, runId, questionId, option, hash, to, until }
    },
  }
}

type Signed = readonly [string, string, string, string, string, string, number]
