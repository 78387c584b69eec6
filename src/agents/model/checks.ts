import type { ChecksView, DoneWrite, ReadyCheck } from '../../domain/agent.ts'
import type { Check } from '../../domain/spec.ts'
import type { ModelAgentDeps } from './mind.ts'

/**
 * What a project says of itself. Only tests and the build count as proof: style and types of a project that was there
 * before may have faults that nobody asked to mend. pytest ends with 5 where there are no tests.
 */
const PROJECT_CHECKS: readonly Pick<Check, 'tool' | 'expect'>[] = [
  { tool: 'run_tests', expect: 'exitCode = 0 or exitCode = 5' },
  { tool: 'run_build', expect: 'exitCode = 0' },
]

/** Projects that are checked in one VERIFY. */
const MOST_PROJECTS = 3

/** The criteria's own checks, and the project's where files were written. */
export function checksOf(deps: ModelAgentDeps, { run, writes = [] }: ChecksView): readonly ReadyCheck[] {
  const bindings = { run: { id: run.runId, attempt: run.attempt }, params: {}, steps: {} }
  const own = (run.spec?.acceptance ?? []).flatMap(({ id, check }) =>
    check ? [{ criterionId: id, check, bindings }] : [],
  )
  const known = PROJECT_CHECKS.filter(({ tool }) => deps.tools.get(tool))
  const projects = writtenProjects(deps, writes).flatMap((path) =>
    known.map(({ tool, ...check }) => ({
      criterionId: path === '.' ? tool : `${tool} ${path}`,
      check: { tool, ...check, args: path === '.' ? {} : { path } },
      bindings,
    })),
  )
  return [...own, ...projects]
}

/** The directory right below the workspace that each written file is in, or the workspace itself. */
function writtenProjects({ workspace }: ModelAgentDeps, writes: readonly DoneWrite[]): readonly string[] {
  const paths = writes.flatMap(({ tool, args, outcome }) =>
    tool === 'write_file' && outcome === 'succeeded' && typeof args['path'] === 'string'
      ? [args['path']]
      : [],
  )
  const directories = paths.map((path) => {
    const inside = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path
    const [first = '.', ...rest] = inside.split('/').filter((name) => name !== '' && name !== '.')
    return rest.length === 0 || inside.startsWith('/') ? '.' : first
  })
  return [...new Set(directories)].slice(0, MOST_PROJECTS)
}
