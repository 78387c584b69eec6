import type { Command, CommandNode, Word } from 'unbash'
import type { Frame } from './frame.ts'
import { SEGMENT, type Value, value } from './value.ts'
import { fieldsOf } from './words.ts'

/**
 * Where the paths lie that a command prints, one a line: what a plain `find` finds, and what else only lists names below
 * the directory it is in. undefined where that is not known.
 */
export function listed(
  frame: Frame,
  node: CommandNode,
  before: readonly Value[] | undefined,
): readonly Value[] | undefined {
  if (node.type !== 'Command' || !node.name || node.prefix.length > 0) return undefined
  if (node.name.value === 'find') return foundBy(frame, node)
  // Errors mixed into the names would be words of their own.
  if (node.redirects.some(({ operator }) => operator !== '>')) return undefined
  const line = lineOf(node)
  if (line === undefined) return undefined
  if (PASSES_ON.test(line)) return before
  // A name of which nothing is known may look like an option: it starts with what nobody knows.
  return LISTS.test(line) ? [value(SEGMENT, true, '…')] : undefined
}

/** Commands that print names relative to where they are, and never one that starts with `/` or `..`. */
const LISTS =
  /^(?:git ls-files(?: -(?:z|m|o|c|d|co)| --(?:others|exclude-standard|modified|cached))*(?: --)?(?: [\w*.][\w*./-]*)?|git diff(?: --(?:name-only|cached|staged|relative)| -z| --diff-filter=\w+| HEAD(?:~\d+)?)+|git grep -[ilwEFz]*l[ilwEFz]* \S+|rg (?:--files|(?:-[ilwFS0]+ )*-[iwFS0]*l[iwFS0]* \S+)|fd(?:find)?(?: -[tHI] ?[fd]?)*(?: -e \w+)? ?[\w.]*|ls(?: -[1trSUv]+)*)$/

/** Commands that leave lines out or put them in another order, and change none. */
const PASSES_ON =
  /^(?:grep(?: -[vEFPiwx]+)*(?: -e)? [^-]\S*|sort(?: -[rufVzdn]+)*|(?:head|tail)(?: -n ?\d+| -\d+)?|uniq|shuf(?: -n ?\d+)?|tac)$/

/** The words of a command in which nothing is expanded, without what quotes them; undefined for any other. */
function lineOf({ name, args }: Command): string | undefined {
  const words = [name, ...args]
  let line = ''
  for (const word of words) {
    if (word?.type !== 'Word' || !isPlain(word)) return undefined
    line += (line === '' ? '' : ' ') + (/\s/.test(word.value) ? 'x' : word.value)
  }
  return line
}

const isPlain = ({ parts }: Word): boolean =>
  parts?.every((part) =>
    part.type === 'DoubleQuoted'
      ? part.parts.every(({ type }) => type === 'Literal')
      : part.type === 'Literal' || part.type === 'SingleQuoted',
  ) !== false

function foundBy(frame: Frame, node: Command): readonly Value[] | undefined {
  const roots: Value[] = []
  let inRoots = true
  for (const word of node.args) {
    if (word.type !== 'Word' || /^-(?:f?printf|fprint|ls|exec|ok|files0)/.test(word.value)) return undefined
    inRoots &&= !/^[-(!\\]/.test(word.text)
    const readings = inRoots ? fieldsOf(frame, word) : []
    for (const field of readings) roots.push(...field)
  }
  return roots.length > 0 ? roots : [value('.', false, '.')]
}
