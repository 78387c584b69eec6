import { UserError } from '../../domain/errors.ts'
import { add, emptySet, members } from '../bitset.ts'
import { checkSize, createContext, type FormalContext } from './formal-context.ts'

/**
 * `{"name": "…", "attributes": ["a", "b"], "objects": [{"name": "g", "attributes": ["a"]}]}`.
 * Unknown attributes are refused: a misspelt one would otherwise become an absent one.
 */
export function readJson(text: string, file = '.json'): FormalContext {
  const bad = (wrong: string) => new UserError('bad_input', `${file}: ${wrong}`)
  const parsed = parse(text, file)
  if (!isRecord(parsed)) throw bad('an object with "attributes" and "objects" should stand here')
  const { name = '', attributes, objects } = parsed
  if (typeof name !== 'string') throw bad('"name" should be a text')
  if (!isTexts(attributes)) throw bad('"attributes" should be a list of texts')
  if (!Array.isArray(objects)) throw bad('"objects" should be a list of {"name", "attributes"}')
  checkSize(file, objects.length, attributes.length)
  const places = new Map(attributes.map((attribute, m) => [attribute, m]))
  const names: string[] = []
  const rows = objects.map((object: unknown, g) => {
    const held = isRecord(object) ? object['attributes'] : undefined
    const called = isRecord(object) ? object['name'] : undefined
    if (typeof called !== 'string' || !isTexts(held))
      throw bad(`object number ${g + 1} should be {"name": text, "attributes": list of texts}`)
    names.push(called)
    const row = emptySet(attributes.length)
    for (const attribute of held) {
      const m = places.get(attribute)
      if (m === undefined)
        throw bad(
          `the object ${JSON.stringify(called)} has ${JSON.stringify(attribute)}, which is not in "attributes"; add or correct it`,
        )
      add(row, m)
    }
    return row
  })
  return { ...createContext({ name: file, objects: names, attributes, rows }), name }
}

export function writeJson(context: FormalContext): string {
  const { name, objects, attributes, rows } = context
  const listed = rows.map((row, g) => ({
    name: objects[g] ?? '',
    attributes: members(row).map((m) => attributes[m] ?? ''),
  }))
  return `${JSON.stringify({ name, attributes, objects: listed }, null, 2)}\n`
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)
    throw new UserError('bad_input', `${file} is not JSON: ${why}; correct it or choose another format`)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
