import { defineTool } from '../define.ts'
import { answered, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { askDocker, DOCKER_ERRORS, dockerEffects } from './docker.ts'
import { nonEmptyLines } from './figures.ts'
import { containerLogsInput, containerLogsOutput } from './shapes/container.ts'

interface Question {
  readonly name: string
  readonly sinceS?: number | undefined
  readonly lines: number
}

/** One more line than wanted, so that an answer that was cut is known from one that just fits. */
const logsArgv = ({ name, sinceS, lines }: Question): string[] => [
  'docker',
  'logs',
  '--timestamps',
  `--tail=${lines + 1}`,
  ...(sinceS === undefined ? [] : [`--since=${sinceS}s`]),
  name,
]

/** Enough to read, little enough for a model's context and a journal. */
const MOST_CHARACTERS = 65_536

export const createContainerLogs = (deps: ServerDeps) =>
  defineTool({
    name: 'container_logs',
    group: 'server',
    summary: {
      en: 'The newest lines of a container’s log',
      fr: 'Les dernières lignes du journal d’un conteneur',
    },
    access: 'read',
    input: containerLogsInput,
    output: containerLogsOutput,
    timeoutMs: 30_000,
    errors: ['E_NOT_FOUND', ...DOCKER_ERRORS],
    effects: (args, { cwd }) => dockerEffects(deps, logsArgv(args), cwd),
    async run(args, context) {
      const answer = await askDocker(deps, logsArgv(args), context)
      if (!answer.ok) {
        const { code, message } = answer.error
        if (code === 'E_EXIT' && /No such container/i.test(message))
          return failure('E_NOT_FOUND', `there is no container named ${args.name}`, { subject: args.name })
        if (code === 'E_EXIT' && /does not support reading/i.test(message))
          return failure('E_UNAVAILABLE', `the log driver of ${args.name} keeps nothing that can be read`)
        return answer
      }
      const merged = mergeByTime(answer.stdout, answer.stderr)
      const kept = fitting(merged.slice(-args.lines), MOST_CHARACTERS)
      const truncated = answer.truncated || kept.length < merged.length
      return answered({ name: args.name, lines: kept.length, text: kept.join('\n'), truncated }, answer)
    },
  })

/**
 * The two streams come apart; the time at the head of each line puts them together again. It is UTC with nine
 * decimals, so that its text sorts as the time does.
 */
export function mergeByTime(stdout: string, stderr: string): string[] {
  const lines = [...nonEmptyLines(stdout), ...nonEmptyLines(stderr)]
  return lines
    .map((line) => ({ line, time: line.slice(0, line.indexOf(' ')) }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map(({ line }) => line)
}

/** The newest lines that together have at most so many characters; a single longer one is cut. */
export function fitting(lines: readonly string[], most: number): string[] {
  let room = most
  const kept: string[] = []
  for (const line of [...lines].reverse()) {
    if (line.length > room && kept.length > 0) break
    kept.unshift(line.slice(0, room))
    room -= line.length + 1
  }
  return kept
}
