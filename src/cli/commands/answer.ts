import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { Question } from '../../domain/question.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { type Cli, print } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { withRunning } from '../with-engine.ts'

/** Answers a question. Somebody must be there to act on it, so an engine must run. */
export async function answer(
  cli: Cli,
  id: string,
  option: string,
  reason: string,
  command?: string,
): Promise<number> {
  refuseInsideCommand(cli)
  const code = await withRunning(cli, async (engine) => {
    const question = await engine.answer(
      id,
      await optionOf(cli, engine, id, option),
      cli.actor,
      reason || undefined,
      command,
    )
    const given = question.options.find((one) => one.id === question.answer?.option)
    const label = given ? say(given.label, cli.locale) : option
    print(cli, phrase('cli.answered', { id: question.id, option: label }, cli.locale))
    return 0
  })
  if (code === undefined) throw new UserError('not_now', word('cli.no_engine', cli.locale))
  return code
}

/** "No" to a question that has no `deny` is its cautious option; anything else must be one of its options. */
async function optionOf(cli: Cli, engine: Engine, id: string, option: string): Promise<string> {
  const question = await openQuestion(engine, id)
  const ids = question?.options.map((one) => one.id) ?? []
  if (!question || ids.includes(option)) return option
  const cautious = ids.find((one) => one === 'stop' || one === 'take_back')
  if (option === 'deny' && cautious !== undefined) return cautious
  if (option === 'approve' && question.kind === 'keep') return 'keep'
  throw new UserError(
    'bad_input',
    phrase('cli.not_that_option', { id: question.id, options: ids.join('|') }, cli.locale),
  )
}

/** The one open question that is meant; where it is not clear, the engine says so when it is answered. */
async function openQuestion(engine: Engine, id: string): Promise<Question | undefined> {
  const open = await engine.questions({ status: 'open' })
  const found = open.filter((question) => question.id.startsWith(id.toLowerCase()))
  return found.length === 1 ? found[0] : undefined
}
