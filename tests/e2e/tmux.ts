import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { mainFile } from '../helpers/build.ts'

/** How long a screen may take to show what is waited for, in milliseconds; it fails the test with what it showed. */
const PATIENCE_MS = 30_000

export interface Size {
  readonly columns: number
  readonly rows: number
}

let terminals = 0

/**
 * The compiled program on a real terminal: a tmux server of this test's own, without a configuration. A second client in
 * control mode is told of every output, so nothing is polled.
 */
export function onTerminal(
  { directory, home }: { readonly directory: string; readonly home: string },
  args: readonly string[],
  {
    size = { columns: 100, rows: 50 },
    env = {},
  }: { readonly size?: Size; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const server = `autohome-${process.pid}-${++terminals}`
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
    LANG: 'C.UTF-8',
    AUTOHOME_HOME: home,
    WORKSPACE_DIR: `${directory}/workspace`,
    OLLAMA_HOST: 'http://127.0.0.1:9',
    ...env,
  }
  const tmux = (...words: readonly string[]): string =>
    execFileSync('tmux', ['-u', '-L', server, '-f', '/dev/null', ...words], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const program = [process.execPath, mainFile, ...args].map(quoted).join(' ')
  const script = `${program}; echo "[exit $?]"; exec cat`
  tmux(
    ...['new-session', '-d', '-s', 'main', '-x', String(size.columns), '-y', String(size.rows)],
    ...['-c', directory, script],
    ...[';', 'set-option', '-g', 'window-size', 'manual', ';', 'set-option', '-g', 'history-limit', '5000'],
  )
  const watcher = spawn('tmux', ['-u', '-L', server, '-C', 'attach-session', '-t', 'main'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let raw = ''
  watcher.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk
  })
  onTestFinished(() => {
    watcher.kill('SIGKILL')
    tmux('kill-server')
  })

  const screen = (): string => tmux('capture-pane', '-p', '-t', 'main').trimEnd()
  return {
    screen,
    /** The screen and what scrolled off above it. */
    everything: (): string => tmux('capture-pane', '-p', '-S', '-', '-t', 'main').trimEnd(),
    /** Every byte that the program wrote to the terminal, as tmux tells them: escapes stay as they are. */
    written: (): string =>
      [...raw.matchAll(/^%output %\d+ (.*)$/gm)]
        .map(([, text]) => text ?? '')
        .join('')
        .replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    /** Waits until the screen shows these words. */
    async shows(words: string | RegExp): Promise<string> {
      const late = AbortSignal.timeout(PATIENCE_MS)
      for (;;) {
        const before = raw.length
        const seen = screen()
        if (typeof words === 'string' ? seen.includes(words) : words.test(seen)) return seen
        if (watcher.exitCode !== null) throw new Error(`the terminal is gone: ${raw}`)
        if (raw.length === before)
          await once(watcher.stdout, 'data', { signal: late }).catch(() => {
            throw new Error(`waited for ${String(words)}, the screen shows:\n${seen}`)
          })
      }
    },
    /** Text, as typed. */
    type: (text: string) => void tmux('send-keys', '-t', 'main', '-l', text),
    /** A key by its tmux name: Enter, C-c, Escape … */
    press: (key: string) => void tmux('send-keys', '-t', 'main', key),
    /** Waits for the program's end. */
    async exitCode(): Promise<number> {
      const seen = await this.shows(/\[exit \d+\]/)
      return Number(/\[exit (\d+)\]/.exec(stripVTControlCharacters(seen))?.[1])
    },
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
