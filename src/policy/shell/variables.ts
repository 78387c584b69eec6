import { forEachChild, type Command, type ParsedScript, type SyntaxNode, type Word } from 'unbash'

/** Everything that a script may put into one variable. */
interface Assigned {
  readonly words: Word[]
  /** Set in a way whose result is not known before it runs. */
  unknown: boolean
  /** From where to where in the text it surely holds one of `words`. */
  readonly spans: { readonly from: number; readonly to: number }[]
}

export interface Variables {
  /** undefined: the script never sets it. */
  find(name: string): Assigned | undefined
  /** Something (`eval`, `source`, `declare -n` …) may set any variable. */
  opaque(): boolean
  readonly source: string
}

/** Builtins that set variables named in their arguments. */
const SETTERS = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'wait', 'let', 'unset'])
/** Builtins after which nothing is known of any variable, and those that can be so by their options. */
const OPAQUE = new Set(['eval', 'source', '.', 'command', 'builtin', 'set', 'shift', 'trap'])
const DECLARERS = new Set(['declare', 'typeset', 'local', 'export', 'readonly'])

/**
 * Collects, when first asked, every assignment of the script and of the scripts nested in it. Order is left out of
 * account: a variable has all the values that it is ever given, which is more than it can have and never less.
 */
export function variablesOf(script: ParsedScript, source: string): Variables {
  let collected: { names: Map<string, Assigned>; opaque: boolean } | undefined
  const all = () => (collected ??= collect(script))
  return {
    source,
    find: (name) => all().names.get(name),
    opaque: () => all().opaque,
  }
}

function collect(script: ParsedScript): { names: Map<string, Assigned>; opaque: boolean } {
  const names = new Map<string, Assigned>()
  let opaque = false
  const entry = (name: string): Assigned => {
    const known = names.get(name)
    if (known) return known
    const made = { words: [], unknown: false, spans: [] }
    names.set(name, made)
    return made
  }

  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Assignment':
        if (node.value.type === 'Word' && !node.index && !node.append) entry(node.name).words.push(node.value)
        else entry(node.name).unknown = true
        break
      case 'For':
        if (node.wordlist) entry(node.name.value).words.push(...node.wordlist)
        else entry(node.name.value).unknown = true
        entry(node.name.value).spans.push({ from: node.body.pos, to: node.body.end })
        break
      case 'Select':
        entry(node.name.value).unknown = true
        break
      case 'Coproc':
        entry(node.name?.value ?? 'COPROC').unknown = true
        break
      case 'FileDescriptorVariable':
        entry(node.name).unknown = true
        break
      case 'ParameterExpansion':
        if (node.operation?.type === 'Default' && node.operation.operator.includes('=')) {
          entry(node.parameter).words.push(node.operation.operand)
        }
        break
      case 'ArithmeticBinary':
        if (isAssignment(node.operator)) setByArithmetic(node.left, entry)
        break
      case 'ArithmeticUnary':
        if (node.operator === '++' || node.operator === '--') setByArithmetic(node.operand, entry)
        break
      case 'Command':
        if (setsFromArguments(node, entry)) opaque = true
        break
      default: // sets nothing itself
        break
    }
    forEachChild(node, visit)
  }
  visit(script)
  for (const statement of script.commands) {
    const { command } = statement
    const first = command.type === 'AndOr' ? command.commands[0] : command
    if (statement.background || first?.type !== 'Command' || first.name) continue
    for (const set of first.prefix) {
      if (set.type === 'Assignment')
        entry(set.name).spans.push({ from: set.end, to: Number.POSITIVE_INFINITY })
    }
  }
  return { names, opaque }
}

const isAssignment = (operator: string): boolean =>
  operator.endsWith('=') && !['==', '!=', '<=', '>='].includes(operator)

function setByArithmetic(target: SyntaxNode, entry: (name: string) => Assigned): void {
  if (target.type === 'ArithmeticWord') entry(target.value).words.push(ZERO)
}

/** What arithmetic leaves behind is a number; which one makes no difference here. */
const ZERO: Word = { type: 'Word', text: '0', value: '0', pos: 0, end: 0 }

/** @returns whether the command may set variables that cannot be named */
function setsFromArguments(node: Command, entry: (name: string) => Assigned): boolean {
  const name = node.name?.value
  if (name === undefined) return false
  if (OPAQUE.has(name)) return name !== 'command' || node.args.length > 0
  // `printf` sets only with -v, which comes first.
  const [first] = node.args
  if (name === 'printf' && first && /^["']?[^-$`"'\\]/.test(first.text)) return false
  const setter = SETTERS.has(name)
  if (!setter && !DECLARERS.has(name)) return false
  for (const argument of node.args) {
    if (argument.type === 'Assignment') continue
    if (argument.parts) return true
    if (!setter && argument.value.startsWith('-') && argument.value !== '-x') return true
    entry(argument.value).unknown = true
    if (argument.value.startsWith('-')) entry(argument.value.slice(2)).unknown = true
  }
  if (name === 'read' || name === 'mapfile' || name === 'readarray') entry('REPLY').unknown = true
  if (name === 'mapfile' || name === 'readarray') entry('MAPFILE').unknown = true
  return false
}
