import { homedir } from 'node:os'
import { ENVIRONMENT } from '../../config/environment.ts'
import { metaOf, settingAt } from '../../config/schema.ts'
import type { Locale } from '../../domain/text.ts'
import type { Ask } from './topics.ts'

export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly allowed: string }

/** What was typed, read as the variable of that setting is, and held against what the setting allows. */
export function checkAnswer({ key, shape }: Ask, typed: string, cwd: string, locale: Locale): Checked {
  const variable = ENVIRONMENT.find((one) => one.key === key)
  const value = variable?.read(typed, { directory: cwd, userHome: homedir() }) ?? typed
  const fits = settingAt(key)?.safeParse(value).success === true
  if (fits && (shape === undefined || shape.test(typed))) return { ok: true, value }
  const allowed = metaOf(key)?.allowed[locale] ?? ''
  return { ok: false, allowed: fits ? String(shape?.source) : allowed }
}

export const isSecret = (key: string): boolean =>
  ENVIRONMENT.some((one) => one.key === key && one.secret === true)

export const variableOf = (key: string): string | undefined =>
  ENVIRONMENT.find((one) => one.key === key)?.name
