import type {
  AndOr,
  CommandNode,
  CompoundList,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Statement,
  SyntaxNode,
} from 'unbash'
import { judgeArithmetic } from './arithmetic.ts'
import { fedBy, judgeCommand } from './command.ts'
import { judgeCondition } from './conditions.ts'
import { type Frame, note, subshell, TAG } from './frame.ts'
import { judgeFunction } from './functions.ts'
import { judgeRedirects } from './redirects.ts'
import { listed } from './listed.ts'
import type { Value } from './value.ts'
import { literalOf } from './words.ts'
import { visitWord } from './visit-word.ts'

/**
 * Judges a parsed script, node by node. Node kinds that are not known here ask.
 * @returns tags of what its output and input are connected to
 */
export function walkScript(frame: Frame, script: ParsedScript): number {
  if (script.errors?.length) note(frame, 'shell.not-understood', frame.source)
  let tags = TAG.none
  for (const statement of script.commands) {
    tags |= walkStatements(frame, [statement])
    // Only a function that is surely defined may be called: otherwise its name would be a program's.
    const { command } = statement
    if (command.type === 'Function' && !statement.background) frame.functions.add(command.name.value)
  }
  return tags
}

function walkStatements(frame: Frame, statements: readonly Statement[]): number {
  let tags = TAG.none
  for (const statement of statements) {
    // Processes without end, in a loop without end.
    if (statement.background && frame.repeats === 'for ever')
      note(frame, 'shell.not-understood', partOf(frame, statement))
    const inner = statement.background ? subshell(frame) : frame
    tags |= walkNode(inner, statement.command)
  }
  return tags
}

const walkList = (frame: Frame, list: CompoundList): number => walkStatements(frame, list.commands)

const loop = (frame: Frame): Frame => ({ ...frame, repeats: frame.repeats || 'some' })

const endless = (frame: Frame): Frame => ({ ...frame, repeats: 'for ever' })

function walkNode(frame: Frame, node: PipelineNode | AndOr | CompoundList): number {
  switch (node.type) {
    case 'Command':
      return judgeCommand(frame, node)
    case 'AndOr':
      return walkAndOr(frame, node)
    case 'Pipeline':
      return walkPipeline(frame, node)
    case 'CompoundList':
      return walkList(frame, node)
    case 'Redirected':
      return walkNode(fedBy(frame, node.redirects), node.command) | judgeRedirects(frame, node.redirects)
    case 'Subshell':
      return walkList(subshell(frame), node.body)
    case 'BraceGroup':
      return walkList(frame, node.body)
    case 'If': {
      let tags = walkList(frame, node.clause) | walkList(frame, node.then)
      for (const branch of node.elif) tags |= walkList(frame, branch.clause) | walkList(frame, branch.then)
      return node.else ? tags | walkList(frame, node.else) : tags
    }
    case 'While':
      return walkList(endless(frame), node.clause) | walkList(endless(frame), node.body)
    case 'For':
    case 'Select': {
      let tags = visitName(frame, node.name.text)
      for (const word of node.wordlist ?? []) tags |= visitWord(frame, word)
      return tags | walkList(loop(frame), node.body)
    }
    case 'ArithmeticFor': {
      notInPosix(frame, node)
      for (const part of [node.initialize, node.test, node.update]) {
        if (part) judgeArithmetic(frame, part, partOf(frame, node))
      }
      return walkList(endless(frame), node.body)
    }
    case 'Case': {
      let tags = visitWord(frame, node.word)
      for (const item of node.items) {
        for (const pattern of item.pattern) tags |= visitWord(frame, pattern)
        tags |= walkList(frame, item.body)
      }
      return tags
    }
    case 'TestCommand':
      notInPosix(frame, node)
      return judgeCondition(frame, node.expression, partOf(frame, node))
    case 'ArithmeticCommand':
      notInPosix(frame, node)
      if (!node.expression) return refuse(frame, node)
      note(frame, 'shell.plain', partOf(frame, node))
      return judgeArithmetic(frame, node.expression, partOf(frame, node))
    case 'Function':
      return judgeFunction(frame, node, (inner, body) => walkNode(inner, body))
    case 'Coproc':
      notInPosix(frame, node)
      if (node.name) visitName(frame, node.name.text)
      return walkNode(subshell(frame), node.body)
    default:
      return refuse(frame, node)
  }
}

/** `cd x && …`: what follows starts in x; after the chain it may have been either. */
function walkAndOr(frame: Frame, node: AndOr): number {
  let tags = TAG.none
  const before = frame.cwd.dirs
  let certain = true
  for (const [i, command] of node.commands.entries()) {
    const from = frame.cwd.dirs
    tags |= walkNode(frame, command)
    certain &&= node.operators[i] === '&&'
    if (certain && command.type === 'Command' && command.name?.value === 'cd' && from && frame.cwd.dirs) {
      const added = frame.cwd.dirs.filter((dir) => !from.includes(dir))
      const target = command.args[0]?.type === 'Word' ? literalOf(frame, command.args[0]) : undefined
      if (added.length > 0 && target?.startsWith('/')) frame.cwd.dirs = added
    }
  }
  if (before && frame.cwd.dirs) frame.cwd.dirs = [...new Set([...before, ...frame.cwd.dirs])]
  return tags
}

/** The network piped into something that runs what it reads is never done. */
function walkPipeline(frame: Frame, node: Pipeline): number {
  if (node.commands.length === 1 && node.commands[0]) return walkNode(frame, node.commands[0])
  let sources = TAG.none
  let input: string | undefined
  let found: readonly Value[] | undefined
  for (const [place, command] of node.commands.entries()) {
    const stage: Frame = {
      ...subshell(frame),
      ...(place > 0 ? { fed: true } : {}),
      ...(input === undefined || command.type !== 'Command' ? {} : { input }),
      ...(found ? { found } : {}),
    }
    const tags = walkNode(stage, command)
    if (sources & TAG.network && tags & TAG.interpreter)
      note(frame, 'network.into-shell', partOf(frame, node))
    sources |= tags
    input = printed(frame, command)
    found = listed(frame, command, found)
  }
  return sources
}

/** What `echo` or `printf` of one known word writes into the next stage. */
function printed(frame: Frame, node: CommandNode): string | undefined {
  if (node.type !== 'Command' || node.redirects.length > 0) return undefined
  if (node.name?.value !== 'echo' && node.name?.value !== 'printf') return undefined
  const words = node.args.map((word) => (word.type === 'Word' ? literalOf(frame, word) : undefined))
  if (words.some((word) => word === undefined || /^-|[\\%]/.test(word))) return undefined
  return node.name.value === 'printf' && words.length > 1 ? undefined : words.join(' ')
}

function visitName(frame: Frame, name: string): number {
  const { policy } = frame.judgement
  if (!/^[A-Za-z_]\w*$/.test(name) || policy.guardedVariables.test(name)) note(frame, 'shell.variable', name)
  return TAG.none
}

/** Other shells read these constructs as something else, even as commands. */
function notInPosix(frame: Frame, node: SyntaxNode): void {
  if (frame.posix) refuse(frame, node)
}

function refuse(frame: Frame, node: SyntaxNode): number {
  note(frame, 'shell.not-understood', partOf(frame, node))
  return TAG.none
}

export const partOf = (frame: Frame, node: { readonly pos: number; readonly end: number }): string =>
  frame.source.slice(node.pos, node.end)
