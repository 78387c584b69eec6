import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { UserError } from '../../domain/errors.ts'
import { sha256 } from '../../lib/canonical.ts'
import { findProblem } from './check.ts'
import { type Place, type Workflow, workflowSchema } from './format.ts'

/**
 * A workflow from its YAML text.
 *
 * @throws UserError `bad_workflow`: file, line, key, what it holds and what is allowed
 */
export async function parseWorkflow(
  text: string,
  file: string,
  toolNames: readonly string[],
): Promise<Workflow> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const fail = (line: number, message: string) => new UserError('bad_workflow', `${file}:${line}: ${message}`)
  const [broken] = document.errors
  if (broken) throw fail(lines.linePos(broken.pos[0]).line, `not YAML: ${oneLine(broken.message)}`)
  const at = (place: Place, message: string) =>
    fail(
      lineOf(document, lines, place),
      place.length === 0 ? message : `${place.map(String).join('.')}: ${message}`,
    )

  const parsed = workflowSchema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    if (!issue) throw at([], 'not a workflow')
    throw at(issue.path, `${oneLine(issue.message)}${held(document, issue.path)}`)
  }
  const problem = await findProblem(parsed.data, toolNames)
  if (problem) throw at(problem.place, problem.message)
  return { ...parsed.data, text, sha256: sha256(text), file }
}

/** The line of the deepest part of `place` that is in the file: a missing key is shown where it should stand. */
function lineOf(document: Document, lines: LineCounter, place: Place): number {
  for (let depth = place.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(place.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** ` (it holds …)` for a value short enough to show. */
function held(document: Document, place: Place): string {
  const value: unknown = document.getIn(place)
  const shown = typeof value === 'object' ? undefined : JSON.stringify(value)
  return shown === undefined || shown.length > 60 ? '' : ` (it holds ${shown})`
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
