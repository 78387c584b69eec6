import { dirname } from 'node:path'
import { isAlias, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document, YAMLMap } from 'yaml'
import { UserError } from '../domain/errors.ts'
import type { Locale } from '../domain/text.ts'
import { nearest } from '../lib/nearest.ts'
import { toPath } from './environment.ts'
import type { Given } from './given.ts'
import { namesIn } from './schema.ts'

/**
 * The settings of a YAML file, each with its line. Keys that do not exist are errors, with the nearest one that does.
 *
 * @throws UserError `bad_config`
 */
export function readYamlSettings(
  { path: file, text }: { readonly path: string; readonly text: string },
  locale: Locale,
  userHome: string,
): readonly Given[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line
    throw new UserError(
      'bad_config',
      `${file}:${line}: ${broken.message.split('\n')[0]?.replace(/ at line .*$/, '')}`,
    )
  }
  if (document.contents === null) return []
  const found: Given[] = []
  const lineOf = (node: unknown): string => `${file}:${lines.linePos(startOf(node)).line}`
  if (!isMap(document.contents)) throw notAGroup('', lineOf(document.contents), locale)
  collect(
    { document, lineOf, locale, base: { directory: dirname(file), userHome }, found },
    document.contents,
    '',
  )
  return found
}

interface Walk {
  readonly document: Document
  readonly lineOf: (node: unknown) => string
  readonly locale: Locale
  readonly base: { readonly directory: string; readonly userHome: string }
  readonly found: Given[]
}

function collect(walk: Walk, map: YAMLMap, group: string): void {
  const known = namesIn(group) ?? []
  for (const { key: keyNode, value: node } of map.items) {
    const name = isScalar(keyNode) ? String(keyNode.value) : String(keyNode)
    const key = group === '' ? name : `${group}.${name}`
    if (!known.includes(name))
      throw unknownKey({ key, name, known, origin: walk.lineOf(keyNode), locale: walk.locale })
    const inner = isAlias(node) ? node.resolve(walk.document) : node
    if (namesIn(key) === undefined) {
      const value = (inner as { toJS?: (doc: Document) => unknown } | null)?.toJS?.(walk.document) ?? null
      walk.found.push({
        key,
        name: key,
        value: withPaths(key, value, walk.base),
        origin: walk.lineOf(keyNode),
      })
    } else if (isMap(inner)) collect(walk, inner, key)
    // A group whose every setting is commented out says nothing.
    else if (!(isScalar(inner) && inner.value === null) && inner !== null)
      throw notAGroup(key, walk.lineOf(keyNode), walk.locale)
  }
}

/** Only `~/` is meant relative to something in a file; other relative paths are left for the schema to refuse. */
function withPaths(key: string, value: unknown, base: Walk['base']): unknown {
  if (key !== 'workspace' && !key.startsWith('files.') && key !== 'commands.trustedPath') return value
  const expand = (item: unknown) =>
    typeof item === 'string' && /^~(\/|$)/.test(item) ? toPath(item, base) : item
  return Array.isArray(value) ? value.map(expand) : expand(value)
}

function unknownKey(at: {
  readonly key: string
  readonly name: string
  readonly known: readonly string[]
  readonly origin: string
  readonly locale: Locale
}): UserError {
  const close = nearest(at.name, at.known)
  const prefix = at.key.slice(0, at.key.length - at.name.length)
  const en = close ? `did you mean ${prefix}${close}?` : `known: ${at.known.join(', ')}`
  const fr = close ? `vouliez-vous dire ${prefix}${close} ?` : `connus : ${at.known.join(', ')}`
  return new UserError(
    'bad_config',
    at.locale === 'fr'
      ? `${at.key} (${at.origin}) n’est pas un réglage ; ${fr}`
      : `${at.key} (${at.origin}) is not a setting; ${en}`,
  )
}

function notAGroup(key: string, origin: string, locale: Locale): UserError {
  const names = namesIn(key)?.join(', ') ?? ''
  const subject = key === '' ? origin : `${key} (${origin})`
  return new UserError(
    'bad_config',
    locale === 'fr'
      ? `${subject} doit être un groupe de réglages : ${names}`
      : `${subject} must be a group of settings: ${names}`,
  )
}

const startOf = (node: unknown): number =>
  (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0
