import { parseDocument } from 'yaml'
import { ENVIRONMENT } from './environment.ts'

/** The owner's settings without the secrets that stand among them, comments kept; undefined where there are none. */
export function withoutSecretKeys(text: string): string | undefined {
  const document = parseDocument(text)
  const held = ENVIRONMENT.filter(({ secret, key }) => secret && document.hasIn(key.split('.')))
  if (held.length === 0) return undefined
  for (const { key } of held) document.deleteIn(key.split('.'))
  return document.toString()
}
