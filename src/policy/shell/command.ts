import type { Assignment, Command, CommandArgument, Redirection, Word } from 'unbash'
import { judgeInvocation } from '../invoke.ts'
import { type Frame, note, TAG } from './frame.ts'
import { judgeRedirects } from './redirects.ts'
import { unknown, type Value, value } from './value.ts'
import { type Field, fieldsOf } from './words.ts'
import { visitWord } from './visit-word.ts'

/** More readings of one command line than this, and its words count as unknown. */
const MAX_READINGS = 16

/** Judges one simple command: assignments, redirections, and the program with everything its words may be. */
export function judgeCommand(frame: Frame, node: Command): number {
  const { judgement } = frame
  const part = frame.source.slice(node.pos, node.end)
  if (++judgement.commands > judgement.policy.limits.commands) {
    note(frame, 'shell.limits', part)
    return TAG.none
  }
  let tags = TAG.none
  for (const item of node.prefix)
    if (item.type === 'Assignment') tags |= judgeAssignment(frame, item, node.name)
  const { redirects } = node
  if (redirects.length > 0) tags |= judgeRedirects(frame, redirects)
  if (!node.name) {
    note(frame, 'shell.plain', part)
    return tags
  }
  tags |= visitWord(frame, node.name)
  const fields: Field[] = [...fieldsOf(frame, node.name)]
  for (const argument of node.args) {
    tags |= visitArgument(frame, argument)
    if (argument.type === 'Word') fields.push(...fieldsOf(frame, argument))
    else fields.push([assignmentValue(frame, argument)])
  }
  if (fields[0]?.length !== 1 || fields[0][0]?.literal === undefined) {
    note(frame, 'shell.not-understood', part)
    return tags
  }
  // A substitution could read away the beginning of the input: the rest is another script.
  const reads =
    node.prefix.some(({ type }) => type === 'Assignment') ||
    node.args.some((word) => word.type !== 'Word' || word.parts)
  const inner = fedBy(reads ? without(frame) : withInput(frame, redirects), redirects)
  if (inner.fed && node.name.value === 'exec') judgement.fed = true
  let own = TAG.none
  for (const argv of readings(fields)) own |= judgeInvocation(inner, argv, part)
  if (own & TAG.interpreter && tags & TAG.network) note(frame, 'network.into-shell', part)
  return tags | own
}

/** An assignment before a command goes into that program's environment; alone it changes the shell's own variable. */
function judgeAssignment(frame: Frame, node: Assignment, program: Word | undefined): number {
  const { policy } = frame.judgement
  const exported = program !== undefined
  // `IFS= read -r line` is over when `read` is, and changes nothing else.
  const forRead = node.name === 'IFS' && !node.append && program?.text === 'read'
  const harmless = exported
    ? forRead || policy.harmlessVariables.test(node.name)
    : !policy.guardedVariables.test(node.name)
  // A value with a slash may name a file to load: a locale, a terminal description.
  const names = exported && node.name !== 'TZ' && node.text.includes('/')
  if (!harmless || (names && !forRead)) note(frame, 'shell.variable', node.text)
  return visitAssignment(frame, node)
}

function visitAssignment(frame: Frame, node: Assignment): number {
  if (node.index && !/^\d+$/.test(node.index.text)) note(frame, 'shell.not-understood', node.text)
  if (node.value.type === 'Word') return visitWord(frame, node.value)
  let tags = TAG.none
  for (const element of node.value.elements) {
    if (element.text.startsWith('[')) note(frame, 'shell.not-understood', node.text)
    tags |= visitWord(frame, element)
  }
  return tags
}

const visitArgument = (frame: Frame, argument: CommandArgument): number =>
  argument.type === 'Word' ? visitWord(frame, argument) : visitAssignment(frame, argument)

/** `NAME=value` as an argument of `export` and its kin. */
function assignmentValue(frame: Frame, node: Assignment): Value {
  if (node.value.type !== 'Word' || node.index) return unknown(node.text)
  const readings = fieldsOf(frame, node.value)[0]
  const text = readings?.length === 1 ? (readings[0]?.text ?? '') : '\0'
  return value(`${node.name}=${text}`, false, node.text)
}

/** Every combination of what the words may be, or one with unknown words where there are too many. */
function readings(fields: readonly Field[]): readonly (readonly Value[])[] {
  let all: Value[][] = [[]]
  for (const field of fields) {
    if (field.length === 1 && field[0]) {
      for (const argv of all) argv.push(field[0])
      continue
    }
    if (all.length * field.length > MAX_READINGS) {
      const vague = unknown(field[0]?.source ?? '', field[0]?.many)
      for (const argv of all) argv.push(vague)
      continue
    }
    all = all.flatMap((argv) => field.map((reading) => [...argv, reading]))
  }
  return all
}

/**
 * Gives the command the text that it reads where that is known: of what stands for its standard input, bash takes the
 * last (`bash <<< ls < run.sh` runs run.sh).
 */
function withInput(frame: Frame, redirects: readonly Redirection[]): Frame {
  const last = redirects.findLast(feedsInput)
  if (!last) return frame
  if (last.type === 'HereDoc') {
    const known = last.delimiter?.quoted || !/[$`\\]/.test(last.body.text)
    return known ? { ...frame, input: last.body.text } : without(frame)
  }
  const fields = last.target ? fieldsOf(frame, last.target) : []
  const text = fields.length === 1 && fields[0]?.length === 1 ? fields[0][0]?.literal : undefined
  if (last.type === 'HereString' && text !== undefined) return { ...frame, input: text }
  return last.operator === '<' && text === '/dev/null' ? { ...frame, input: '' } : without(frame)
}

/** Where a redirection gives it an input of its own. */
export const fedBy = (frame: Frame, redirects: readonly Redirection[]): Frame =>
  redirects.some((one) => feedsInput(one) && !('target' in one && one.target?.text === '/dev/null'))
    ? { ...frame, fed: true }
    : frame

const feedsInput = ({ type, descriptor, operator }: Redirection): boolean => {
  if (descriptor) return descriptor.type === 'FileDescriptor' && descriptor.value === 0
  return type !== 'Redirect' || operator.startsWith('<')
}

function without(frame: Frame): Frame {
  const { input: _, ...rest } = frame
  return rest
}
