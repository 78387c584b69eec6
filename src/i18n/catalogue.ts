import type { Locale } from '../domain/text.ts'
import { card as cardEn } from './en/card.ts'
import { cli as cliEn } from './en/cli.ts'
import { consoleArea as consoleEn } from './en/console.ts'
import { discord as discordEn } from './en/discord.ts'
import { engine as engineEn } from './en/engine.ts'
import { phone as phoneEn } from './en/phone.ts'
import { keep as keepEn } from './en/keep.ts'
import { question as questionEn } from './en/question.ts'
import { schedule as scheduleEn } from './en/schedule.ts'
import { slack as slackEn } from './en/slack.ts'
import { surface as surfaceEn } from './en/surface.ts'
import { talk as talkEn } from './en/talk.ts'
import { card as cardFr } from './fr/card.ts'
import { cli as cliFr } from './fr/cli.ts'
import { consoleArea as consoleFr } from './fr/console.ts'
import { discord as discordFr } from './fr/discord.ts'
import { engine as engineFr } from './fr/engine.ts'
import { phone as phoneFr } from './fr/phone.ts'
import { keep as keepFr } from './fr/keep.ts'
import { question as questionFr } from './fr/question.ts'
import { schedule as scheduleFr } from './fr/schedule.ts'
import { slack as slackFr } from './fr/slack.ts'
import { surface as surfaceFr } from './fr/surface.ts'
import { talk as talkFr } from './fr/talk.ts'
import { frenchSpacing } from './spacing.ts'

const en = {
  ...engineEn,
  ...questionEn,
  ...cardEn,
  ...consoleEn,
  ...talkEn,
  ...surfaceEn,
  ...scheduleEn,
  ...slackEn,
  ...cliEn,
  ...keepEn,
  ...discordEn,
  ...phoneEn,
} as const

/** Every sentence there is. To add one: a line in `en/<area>.ts` and the same key in `fr/<area>.ts`. */
export type MessageKey = keyof typeof en

const fr: Record<MessageKey, string> = {
  ...engineFr,
  ...questionFr,
  ...cardFr,
  ...consoleFr,
  ...talkFr,
  ...surfaceFr,
  ...scheduleFr,
  ...slackFr,
  ...cliFr,
  ...keepFr,
  ...discordFr,
  ...phoneFr,
}

export const catalogue: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = {
  en,
  fr: frenchSpacing(fr),
}

export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key)

/** The names of the parameters that a sentence takes, read from its English text. */
export type ParamsOf<K extends MessageKey> = ParamNames<(typeof en)[K]>

type ParamNames<S extends string> = S extends `${string}{${infer Inner}}${infer Rest}`
  ? Name<Inner> | ParamNames<Rest>
  : never
type Name<Inner extends string> = Inner extends `${infer N}|${string}`
  ? N
  : Inner extends `${infer N}:${string}`
    ? N
    : Inner extends '…'
      ? never
      : Inner
