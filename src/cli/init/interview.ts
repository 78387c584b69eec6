import type { Config } from '../../config.ts'
import { LOCALES, type Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Cli } from '../cli.ts'
import { visible } from '../table.ts'
import type { Person } from './ask.ts'
import { checkAnswer, isSecret } from './check-answer.ts'
import { type Ask, TOPICS } from './topics.ts'

/**
 * Asks for everything that a first start needs. An empty line keeps what is there. Each answer is checked at once and asked
 * for again until it fits; the language that is chosen is the one of the next question.
 */
export async function interview(
  cli: Cli,
  config: Config,
  person: Person,
): Promise<ReadonlyMap<string, unknown>> {
  const answers = new Map<string, unknown>()
  let locale: Locale = cli.locale
  const answer = async (ask: Ask): Promise<void> => {
    const held = shownValue(config, ask.key, locale)
    for (;;) {
      const typed = await person.ask(`${word(ask.question, locale)}${held === '' ? '' : ` [${held}]`} > `, {
        hidden: isSecret(ask.key),
      })
      if (typed === '') return
      const checked = checkAnswer(ask, typed, cli.cwd, locale)
      if (checked.ok) return void answers.set(ask.key, checked.value)
      cli.io.stdout.write(`${phrase('init.not_that', { allowed: checked.allowed }, locale)}\n`)
    }
  }
  for (const { gate, asks } of TOPICS) {
    if (gate !== undefined && !(await isYes(person, word(gate, locale)))) continue
    for (const ask of asks) {
      await answer(ask)
      const chosen = LOCALES.find((one) => one === answers.get('locale'))
      locale = chosen ?? locale
    }
  }
  return answers
}

const isYes = async (person: Person, question: string): Promise<boolean> =>
  /^(y|yes|o|oui)$/i.test(await person.ask(`${question} > `))

/** What an empty line keeps; of a secret only that there is one. */
function shownValue(config: Config, key: string, locale: Locale): string {
  const held = key
    .split('.')
    .reduce<unknown>((here, name) => (here as Record<string, unknown> | undefined)?.[name], config)
  if (held === undefined) return ''
  if (isSecret(key)) return word('init.kept_secret', locale)
  if (key === 'owners')
    return config.owners
      .map(({ identities }) => identities.map(({ surface, id }) => `${surface}:${id}`).join('+'))
      .join(',')
  return visible(String(held))
}
