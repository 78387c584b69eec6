import type { Locale } from '../domain/text.ts'
import type { Given } from './given.ts'
import { type Settings, settingKeys, settingsSchema } from './schema.ts'
import type { Sources } from './sources.ts'
import { wrongValue } from './wrong-value.ts'
import { readYamlSettings } from './yaml-file.ts'

/** @throws UserError `bad_config`: one line with the key, where it came from, what it holds, what is allowed */
export function check({ files, variables, locale, userHome }: Sources): Settings {
  const layers = [...files.flatMap((file) => readYamlSettings(file, locale, userHome)), ...variables]
  const given = new Map(layers.map((one) => [one.key, one]))
  return parsed(given, locale)
}

function parsed(given: ReadonlyMap<string, Given>, locale: Locale): Settings {
  const checked = settingsSchema.safeParse(nested(given))
  if (checked.success) return checked.data
  const path = checked.error.issues[0]?.path ?? []
  for (let length = path.length; length > 0; length--) {
    const one = given.get(path.slice(0, length).join('.'))
    if (one) throw wrongValue(one, locale)
  }
  throw new Error(`config/autohome.yaml has no default for ${path.join('.')}`)
}

/** `a.b.c` → {a: {b: {c}}}, with every group there, also an empty one. */
function nested(given: ReadonlyMap<string, Given>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const key of settingKeys()) {
    const names = key.split('.')
    const last = names.pop() ?? ''
    let here = root
    for (const name of names) here = (here[name] ??= {}) as Record<string, unknown>
    const one = given.get(key)
    if (one) here[last] = one.value
  }
  return root
}
