import { strictness } from './findings.ts'
import { judgeGrammar } from './grammar/judge.ts'
import type { Form } from './model.ts'
import { type Frame, note, TAG } from './shell/frame.ts'
import type { Value } from './shell/value.ts'
import { SPECIALS } from './specials/index.ts'

/**
 * Judges one program with its arguments. Its name must be literal and bare, or absolute in a trusted directory:
 * `/tmp/ls` is not `ls`.
 * @returns tags of what it is connected to
 */
export function judgeInvocation(frame: Frame, argv: readonly Value[], part: string): number {
  const { findings } = frame.judgement
  const mark = findings.length
  const tags = judgeProgram(frame, argv, part)
  const form = findForm(frame, argv)
  if (form && !(isOtherInput(frame) && isAlways(form))) applyForm(frame, form, mark, part)
  return tags
}

function judgeProgram(frame: Frame, argv: readonly Value[], part: string): number {
  const { policy } = frame.judgement
  const name = argv[0]?.literal
  if (name === undefined || name === '') {
    note(frame, 'shell.not-understood', part)
    return TAG.none
  }
  if (frame.functions.has(name)) {
    note(frame, 'shell.plain', part)
    return TAG.none
  }
  const slash = name.lastIndexOf('/')
  if (slash >= 0 && !policy.trusted.has(name.slice(0, slash))) {
    note(frame, 'shell.untrusted-path', part)
    return TAG.interpreter
  }
  const program = policy.programs.get(name.slice(slash + 1))
  if (!program) {
    note(frame, 'shell.unknown-program', part)
    return TAG.interpreter
  }
  const args = argv.slice(1)
  const about = args.length === 1 ? args[0]?.literal : undefined
  if ((about === '--help' || about === '--version') && program.rule.decision !== 'deny') {
    note(frame, 'programs.about', part)
    return TAG.none
  }
  const own = program.network ? TAG.network : TAG.none
  const special = program.special === undefined ? undefined : SPECIALS[program.special]
  if (special) return own | special(frame, program, args, part)
  return own | judgeGrammar(frame, program, args, part).tags
}

/** The narrowest form that names this very command. */
function findForm(frame: Frame, argv: readonly Value[]): Form | undefined {
  const forms = frame.judgement.policy.forms.get(argv[0]?.literal ?? '')
  return forms?.find(
    ({ words }) =>
      words.length === argv.length &&
      words.every((word, i) => (word === '*' ? isPlainWord(argv[i]) : word === argv[i]?.literal)),
  )
}

const isPlainWord = (word: Value | undefined): boolean =>
  word?.literal !== undefined && /^[\w.@:%+=,][\w.@:%+=,-]*$/.test(word.literal)

/** An owner's yes to `crontab -` for good was not one to whatever another pipe puts into it. */
const isOtherInput = ({ fed, judgement }: Frame): boolean => fed === true || judgement.fed === true
const isAlways = ({ rule }: Form): boolean => rule.id.startsWith('owner.always-')

/** A form takes the place of what asked; what is denied stays denied. */
function applyForm(frame: Frame, form: Form, mark: number, part: string): void {
  const { findings } = frame.judgement
  const denied = findings.slice(mark).some(({ rule }) => rule.decision === 'deny')
  if (!denied && strictness(form.rule.decision) < 1) findings.length = mark
  note(frame, form.rule, part)
}
