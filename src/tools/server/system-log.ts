import type { ToolContext, ToolResult } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { type Answer, answered, exitFailure, type Failure, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { nonEmptyLines } from './figures.ts'
import { countByUnit, groupMessages, shortMessage } from './group-messages.ts'
import { ANY_ENTRY_ARGV, journalArgv, type LogQuestion, MOST_ENTRIES, parseJournal } from './journal.ts'
import { LOG_FILES, looksUrgent, parseSyslog, readLogFile } from './log-file.ts'
import { askMaybeAsRoot, maybeAsRootEffects } from './root.ts'
import { type LogEntry, PRIORITIES, type SystemLog, systemLogInput, systemLogOutput } from './shapes/log.ts'
import { readEffects } from './system-text.ts'

type Question = LogQuestion & { readonly limit: number }

export const createSystemLog = (deps: ServerDeps) =>
  defineTool({
    name: 'system_log',
    group: 'server',
    summary: {
      en: 'Warnings and errors in the system’s log, grouped',
      fr: 'Avertissements et erreurs du journal système, regroupés',
    },
    access: 'read',
    input: systemLogInput,
    output: systemLogOutput,
    timeoutMs: 60_000,
    errors: ['E_UNAVAILABLE', 'E_NEEDS_ROOT', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'],
    effects: (args, { cwd }) => [
      ...maybeAsRootEffects(deps, journalArgv(args), cwd),
      ...maybeAsRootEffects(deps, ANY_ENTRY_ARGV, cwd),
      ...readEffects(LOG_FILES),
    ],
    async run(args, context) {
      const fromJournal = await readJournal(deps, args, context)
      if (fromJournal !== 'none') return fromJournal
      return readFiles(deps, args)
    },
  })

/** `none` where this machine keeps no journal, or has no journalctl. */
async function readJournal(
  deps: ServerDeps,
  question: Question,
  context: ToolContext,
): Promise<ToolResult<SystemLog> | 'none'> {
  const answer = await askJournal(deps, journalArgv(question), context)
  if (answer === 'none' || !answer.ok) return answer
  const entries = parseJournal(answer.stdout)
  // Nothing to report is good news only from a journal that somebody writes to.
  if (entries.length === 0 && !(await hasEntries(deps, context))) return 'none'
  const cut = answer.truncated || nonEmptyLines(answer.stdout).length >= MOST_ENTRIES
  return answered(summarise(entries, question, { source: 'journal', cut }), answer)
}

async function hasEntries(deps: ServerDeps, context: ToolContext): Promise<boolean> {
  const answer = await askJournal(deps, ANY_ENTRY_ARGV, context)
  return answer !== 'none' && answer.ok && parseJournal(answer.stdout).length > 0
}

async function askJournal(
  deps: ServerDeps,
  argv: readonly string[],
  { cwd, signal }: ToolContext,
): Promise<Answer | Failure | 'none'> {
  const answer = await askMaybeAsRoot(
    deps,
    { argv, cwd, signal, timeoutMs: 25_000 },
    { refused: isRefused, grants: [['journalctl', '--no-pager', '--output=json', '*']] },
  )
  if (!answer.ok) return answer.error.code === 'E_UNAVAILABLE' ? 'none' : answer
  if (/No journal files were (?:found|opened)/i.test(answer.stderr)) return 'none'
  return answer.exitCode === 0 ? answer : exitFailure(argv, answer)
}

/** Without the rights, journalctl shows the user's own messages only, ends well, and says so in a hint. */
const isRefused = ({ stderr }: Answer): boolean =>
  /not seeing messages from other users|insufficient permissions|Permission denied/i.test(stderr)

async function readFiles({ clock }: ServerDeps, question: Question): Promise<ToolResult<SystemLog>> {
  let refused: string | undefined
  for (const path of LOG_FILES) {
    const read = await readLogFile(path)
    if (read.kind === 'refused') refused ??= path
    if (read.kind !== 'text') continue
    const entries = parseSyslog(read.text, clock.now()).filter(wantedIn(question, clock.now()))
    // The file reaches back far enough if its first line is older than what was asked for.
    const source = { source: 'file', path, cut: !read.whole && entries.length > 0 } as const
    return { ok: true, value: summarise(entries, question, source) }
  }
  return refused === undefined ? noLog() : mayNotRead(refused)
}

const wantedIn =
  ({ sinceS, priority, unit }: Question, now: number) =>
  (entry: LogEntry): boolean =>
    entry.timeMs >= now - sinceS * 1000 &&
    (unit === undefined || entry.unit === unit.replace(/\.service$/, '')) &&
    (PRIORITIES.indexOf(priority) >= PRIORITIES.indexOf('notice') || looksUrgent(entry))

interface Source {
  readonly source: 'journal' | 'file'
  readonly path?: string
  readonly cut: boolean
}

function summarise(all: readonly LogEntry[], { limit }: Question, { cut, ...source }: Source): SystemLog {
  return {
    ...source,
    entries: all.slice(-limit).map((entry) => ({ ...entry, message: shortMessage(entry.message) })),
    count: all.length,
    truncated: cut || all.length > limit,
    byUnit: countByUnit(all),
    groups: groupMessages(all),
  }
}

const noLog = (): Failure =>
  failure('E_UNAVAILABLE', `this machine keeps no journal, and there is no ${LOG_FILES.join(', ')}`)

const mayNotRead = (path: string): Failure =>
  failure('E_NEEDS_ROOT', `this user may not read ${path}`, {
    subject: path,
    hint: 'let this user into the group adm: sudo usermod -aG adm <user>',
  })
