import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import { word } from '../../i18n/say.ts'
import { languageOf } from '../../lib/language.ts'
import { type Cli, print } from '../cli.ts'
import { type RunOptions, toRequest } from '../request.ts'
import { watched } from '../watched.ts'
import { withEngine, withRunning } from '../with-engine.ts'

/** `run "<text>"`, `run <workflow> [key=value…]`: a run, watched to its end. */
export async function run(cli: Cli, words: readonly string[], options: RunOptions): Promise<number> {
  if (words.join('').trim() === '') throw new UserError('bad_input', word('cli.no_text', cli.locale))
  const answer = await smallTalkAnswer(cli, words)
  if (answer !== undefined) {
    print(cli, options.json ? JSON.stringify({ type: 'answer', text: answer }) : answer)
    return 0
  }
  if (options.detach) return detached(cli, words, options)
  return withEngine(cli, async (engine) => {
    const speaking = inLanguageOf(words, cli)
    const { runId } = await engine.submit(await requestOf(speaking, engine, words, options))
    return watched(speaking, engine, runId, options)
  })
}

/** A greeting or thanks is no request: it is answered, and no run begins. */
async function smallTalkAnswer(cli: Cli, words: readonly string[]): Promise<string | undefined> {
  const [{ answerSmallTalk }] = await Promise.all([import('../../app.ts'), cli.config()])
  return answerSmallTalk(words.join(' '), inLanguageOf(words, cli).locale)
}

async function detached(cli: Cli, words: readonly string[], options: RunOptions): Promise<number> {
  const code = await withRunning(cli, async (engine) => {
    const { runId } = await engine.submit(await requestOf(inLanguageOf(words, cli), engine, words, options))
    print(cli, options.json ? JSON.stringify({ runId }) : runId)
    return 0
  })
  if (code === undefined) throw new UserError('not_now', word('cli.no_engine.detach', cli.locale))
  return code
}

const requestOf = async (cli: Cli, engine: Engine, words: readonly string[], options: RunOptions) =>
  toRequest(words, options, await engine.workflows(cli.locale), cli)

/** Where nobody chose a language, a request in French is answered in French. The settings must have been read. */
const inLanguageOf = (words: readonly string[], cli: Cli): Cli =>
  cli.languageSet ? cli : { ...cli, locale: languageOf(words.join(' ')) ?? cli.locale }
