import { UserError } from '../../domain/errors.ts'
import { readBurmeister } from './burmeister.ts'
import { readCsv } from './csv.ts'
import type { FormalContext } from './formal-context.ts'
import { readJson } from './json.ts'

const READERS = new Map<string, (text: string, file: string) => FormalContext>([
  ['cxt', readBurmeister],
  ['csv', readCsv],
  ['tsv', readCsv],
  ['json', readJson],
])

/** Reads a context by the ending of its file's name. Throws a UserError that says where, what and what to do. */
export function readContext(text: string, file: string): FormalContext {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const read = READERS.get(ending)
  if (!read)
    throw new UserError(
      'bad_input',
      `${file}: contexts are read from .cxt, .csv, .tsv and .json files; rename or convert it`,
    )
  if (text.trim() === '')
    throw new UserError('bad_input', `${file} is empty; a context has attributes and objects`)
  const context = read(text, file)
  return context.name === '' ? { ...context, name: file } : context
}
