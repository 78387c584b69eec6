import type { ChecksView, ReadyCheck } from '../../domain/agent.ts'
import type { ChangedProject } from '../../domain/project.ts'
import type { Check } from '../../domain/spec.ts'
import type { Localized } from '../../domain/text.ts'
import { identifiers } from './identifiers.ts'
import type { ModelAgentDeps } from './mind.ts'

/** Projects that are checked in one VERIFY. */
const MOST_PROJECTS = 3
const TOO_MANY: Localized = {
  en: `only the first ${MOST_PROJECTS} projects that a run changes are checked`,
  fr: `seuls les ${MOST_PROJECTS} premiers projets qu'une exécution change sont vérifiés`,
}
/** What a person may refuse, or nobody may be there to allow, without any doubt about what the run was to do. */
const STYLE: readonly string[] = ['run_lint', 'run_typecheck']
/** More files than that were fetched or generated, and not written by the run: their style is somebody else's. */
const MOST_WRITTEN = 50

/**
 * The criteria's own checks, and the projects' where anything was written. Tests and the build count as they end; pytest
 * ends with 5 where there are no tests. A linter and a type checker count for what they say of files that the run changed:
 * a project that was there before may have faults that nobody asked to mend. Format is left to whoever asks for it.
 */
export async function checksOf(
  deps: ModelAgentDeps,
  { run, writes = [] }: ChecksView,
): Promise<readonly ReadyCheck[]> {
  const bindings = { run: { id: run.runId, attempt: run.attempt }, params: {}, steps: {} }
  const own = (run.spec?.acceptance ?? []).flatMap(({ id, check }) =>
    check ? [{ criterionId: id, check, bindings }] : [],
  )
  const made = writes.filter(({ outcome }) => outcome !== 'denied')
  const during = made.flatMap((write) => write.during ?? [])
  const named = made.flatMap(({ args: { path } }) => (typeof path === 'string' ? [path] : []))
  const projects = made.length === 0 ? [] : await deps.changedProjects?.(during, named)
  const found = (projects ?? []).filter(({ checks }) => checks.length > 0)
  const names = identifiers(found.map(({ path }) => path))
  return [
    ...own,
    ...found.flatMap((project, index) =>
      projectChecks(project)
        .filter(({ tool }) => deps.tools.get(tool) && project.checks.includes(tool))
        // The directory's name may come from anywhere, and ids are told as Autohome's own words.
        .map((check) => ({
          criterionId: project.path === '.' ? check.tool : `${check.tool} ${names[index]}`,
          check,
          bindings,
          ...(STYLE.includes(check.tool) ? { extra: true } : {}),
          ...(index < MOST_PROJECTS ? {} : { leftOut: TOO_MANY }),
        })),
    ),
  ]
}

function projectChecks({ path, files }: ChangedProject): readonly Check[] {
  const args = path === '.' ? {} : { path }
  const ofChanged = `exitCode = 0 or $not($names(stdout & stderr, ${JSON.stringify(files)}))`
  return [
    { tool: 'run_tests', args, expect: 'exitCode = 0 or exitCode = 5' },
    { tool: 'run_build', args, expect: 'exitCode = 0' },
    ...(files.length > MOST_WRITTEN ? [] : STYLE.map((tool) => ({ tool, args, expect: ofChanged }))),
  ]
}
