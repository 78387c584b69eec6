import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UserError } from '../../domain/errors.ts'
import { word } from '../../i18n/say.ts'
import type { Cli } from '../cli.ts'

/** A person at a terminal. */
export interface Person {
  /** One line, without its blanks around. What is typed is not shown where it is a secret. @throws UserError `interrupted` */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>
  close(): void
}

export function openPerson(cli: Cli): Person {
  const { stdin, stdout } = cli.io
  let hidden = false
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hidden) stdout.write(chunk)
      done()
    },
  })
  Object.defineProperty(out, 'columns', { get: () => stdout.columns })
  const lines = createInterface({ input: stdin, output: out, terminal: true, historySize: 0 })
  const gone = new AbortController()
  lines.once('SIGINT', () => gone.abort())
  lines.once('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, cli.interrupt])
  return {
    async ask(question, options = {}) {
      try {
        const answer = lines.question(question, { signal })
        // The question stands there by now; what follows is what is typed.
        hidden = options.hidden === true
        return (await answer).trim()
      } catch {
        throw new UserError('interrupted', word('init.interrupted', cli.locale), { exitCode: 130 })
      } finally {
        if (hidden) stdout.write('\n')
        hidden = false
      }
    },
    close: () => lines.close(),
  }
}
