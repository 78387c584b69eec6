import type { Json } from '../../domain/json.ts'
import { unitSeconds } from '../../lib/duration.ts'
import type { Search } from './search.ts'

const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  twelve: 12,
  thirty: 30,
  un: 1,
  une: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  dix: 10,
  douze: 12,
  quinze: 15,
  trente: 30,
}

/** Words that name a stretch of time by themselves, in seconds. */
const STRETCHES: Readonly<Record<string, number>> = {
  today: 86_400,
  hui: 86_400,
  yesterday: 172_800,
  hier: 172_800,
  night: 86_400,
  nuit: 86_400,
  overnight: 86_400,
  tonight: 86_400,
}

/** "last 24 h", "des 7 derniers jours", "since yesterday", "this week", "2h": in seconds. */
export function findDuration({ words, used }: Search): Json | undefined {
  for (const [i, word] of words.entries()) {
    const whole = /^(\d+(?:[.,]\d+)?)(\p{L}+)$/u.exec(word.plain)
    const joined = whole ? unitSeconds(whole[2] ?? '') : undefined
    if (whole && joined !== undefined) {
      used.add(word)
      return Number((whole[1] ?? '').replace(',', '.')) * joined
    }
    const stretch = STRETCHES[word.plain]
    if (stretch !== undefined) {
      used.add(word)
      return stretch
    }
    const number = /^\d+$/.test(word.plain) ? Number(word.plain) : NUMBERS[word.plain]
    const next = words.slice(i + 1, i + 3).find(({ plain }) => unitSeconds(plain) !== undefined)
    const seconds = next ? unitSeconds(next.plain) : undefined
    if (number !== undefined && next && seconds !== undefined) {
      for (const one of words.slice(i, words.indexOf(next) + 1)) used.add(one)
      return number * seconds
    }
    if (!/^(last|past|previous|this|derni|cette|ce$)/.test(word.plain)) continue
    const [after, before] = [words[i + 1], words[i - 1]]
    const named = [after, before].find((one) => one && unitSeconds(one.plain) !== undefined)
    const one = named && unitSeconds(named.plain)
    if (!named || one === undefined) continue
    used.add(word).add(named)
    return one
  }
  return undefined
}
