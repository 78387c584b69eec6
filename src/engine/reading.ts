import type { Blobs } from '../domain/blobs.ts'
import type { AwayMode, Engine, EngineKind, EngineStatus, PackResult, ToolInfo } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { JournalReader } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import type { ToolBox } from '../domain/tool.ts'
import type { House } from './deps.ts'
import { findRun } from './lookup.ts'
import { createStanding } from './standing.ts'
import { statsOf } from './stats.ts'

export interface ReadingDeps {
  readonly journal: JournalReader
  readonly blobs: Blobs
  readonly house: () => Promise<Pick<House, 'ownRules' | 'policy' | 'tools' | 'workflows'>>
  readonly pack: (runId: RunId, directory: string) => Promise<PackResult>
  readonly version: string
  readonly home: string
  readonly kind: EngineKind
  readonly workspace: string
  readonly away?: AwayMode
  /** Whether somebody works on a run at this moment. */
  readonly isAtWork: (id: RunId) => boolean
}

export type ReadingEngine = Pick<
  Engine,
  | 'runs'
  | 'show'
  | 'questions'
  | 'blob'
  | 'audit'
  | 'pack'
  | 'workflows'
  | 'tools'
  | 'explain'
  | 'about'
  | 'status'
  | 'ownRules'
  | 'revokeRule'
  | 'position'
>

/** The half of the façade that changes no run: the same with an engine on the data directory and without. */
export function createReading(deps: ReadingDeps): ReadingEngine {
  const { journal, house, workspace } = deps
  const standing = createStanding(journal, deps.isAtWork)
  const identity = { version: deps.version, pid: process.pid, home: deps.home, kind: deps.kind }
  return {
    runs: async (filter) => standing.runs(filter),
    show: async (typed) => {
      const run = standing.of(findRun(journal, typed))
      return { run, events: journal.events(run.id) }
    },
    questions: async (filter) => journal.questions(filter),
    position: async () => journal.position(),
    blob: (sha256, range) => deps.blobs.read(sha256, range),
    audit: async (typed) => journal.audit(findRun(journal, typed).id),
    pack: async (typed, directory) => deps.pack(findRun(journal, typed).id, directory),
    workflows: async (locale) => (await house()).workflows(locale),
    tools: async () => (await house()).tools.list().map(toolInfo),
    explain: async (text, context) =>
      (await house()).policy.explain([{ kind: 'command', text, cwd: workspace }], context),
    ownRules: async () => (await house()).ownRules?.list() ?? [],
    async revokeRule(typed) {
      const { ownRules } = await house()
      if (!ownRules)
        throw new UserError('not_now', {
          en: 'There is no file of your own rules here.',
          fr: 'Il n’y a pas ici de fichier de vos propres règles.',
        })
      return ownRules.revoke(typed)
    },
    about: async () => identity,
    status: async () => ({
      ...identity,
      ...awayOf(deps.away),
      stats: statsOf(standing.runs({ limit: Number.MAX_SAFE_INTEGER })),
    }),
  }
}

const awayOf = (mode: AwayMode | undefined): Pick<EngineStatus, 'away'> => {
  const away = mode?.current()
  return away ? { away } : {}
}

const toolInfo = ({
  name,
  group,
  access,
  summary,
  timeoutMs,
  errors,
}: ReturnType<ToolBox['list']>[number]): ToolInfo => ({
  name,
  group,
  access,
  summary,
  timeoutMs,
  errors,
})
