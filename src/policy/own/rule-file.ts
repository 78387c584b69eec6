import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap } from 'yaml'
import { UserError } from '../../domain/errors.ts'
import type { OwnRule } from '../../domain/policy.ts'

/*
 * The owner's file as text. Only the rule that is meant changes; comments and everything else stay as they were written.
 */

/** The file with one rule more. @throws UserError `bad_policy` where the text is no YAML with a list of rules */
export function withRule(name: string, text: string, ruleText: string): string {
  const document = read(name, text)
  const rule = parseDocument(ruleText).contents
  if (document.contents === null)
    return `${text.trimEnd()}${text.trim() === '' ? '' : '\n'}${listed(ruleText)}`
  const rules = document.get('rules')
  if (rules === undefined || rules === null) document.set('rules', document.createNode([rule]))
  else if (isSeq(rules)) rules.add(rule)
  else throw unreadable(name, 'rules must be a list')
  return write(document)
}

/** The file without the rule of that id. @throws UserError `bad_policy`, `not_found` */
export function withoutRule(name: string, text: string, id: string): string {
  const document = read(name, text)
  const rules = document.get('rules')
  const at = isSeq(rules) ? rules.items.findIndex((item) => isMap(item) && idOf(item) === id) : -1
  if (!isSeq(rules) || at < 0) throw new UserError('not_found', `${name} has no rule ${id}.`)
  rules.delete(at)
  if (rules.items.length === 0) document.delete('rules')
  return isMap(document.contents) && document.contents.items.length === 0
    ? commentsOf(document)
    : write(document)
}

/** Every rule that the file holds, in its order. @throws UserError `bad_policy` */
export function rulesIn(name: string, text: string): readonly OwnRule[] {
  const rules = read(name, text).get('rules')
  if (!isSeq(rules)) return []
  return rules.items.filter(isMap).map((item): OwnRule => {
    const plain = item.toJSON() as { decision?: unknown; commands?: unknown }
    const commands = Array.isArray(plain.commands) ? plain.commands : [plain.commands ?? []].flat()
    return {
      id: idOf(item),
      decision: typeof plain.decision === 'string' ? plain.decision : '',
      commands: commands.map(String),
      text: stringify(item, { lineWidth: 0 }).trimEnd(),
    }
  })
}

function read(name: string, text: string): Document {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) throw unreadable(name, problem.message.split('\n')[0] ?? 'no YAML')
  if (document.contents !== null && !isMap(document.contents)) throw unreadable(name, 'must be a map')
  return document
}

const unreadable = (name: string, what: string): UserError => new UserError('bad_policy', `${name}: ${what}`)

const write = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: true })

const commentsOf = ({ commentBefore, comment }: Document): string =>
  [commentBefore, comment]
    .filter((one) => one !== null && one !== undefined)
    .flatMap((one) => one.split('\n').map((line) => `#${line}\n`))
    .join('')

const idOf = (rule: YAMLMap): string => {
  const id = rule.get('id', true)
  return isScalar(id) ? String(id.value) : ''
}

const listed = (ruleText: string): string =>
  `rules:\n${ruleText
    .trimEnd()
    .split('\n')
    .map((line, index) => `${index === 0 ? '  - ' : '    '}${line}\n`)
    .join('')}`
