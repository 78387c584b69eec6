import type { AgentRun } from '../domain/agent.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { PinnedWorkflow } from '../domain/event.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Workflow } from './workflow/format.ts'
import type { WorkflowLibrary } from './workflow/library.ts'

/** Workflows by what their text is, so that an edited file does not reach a run that took up the earlier one. */
export interface PinnedWorkflows {
  pin(workflow: Workflow, params: JsonObject): Promise<PinnedWorkflow>
  of(run: AgentRun): Promise<Workflow>
}

const REMEMBERED = 100

export function createPinnedWorkflows(
  blobs: Blobs,
  library: () => Promise<WorkflowLibrary>,
): PinnedWorkflows {
  const byHash = new Map<string, Workflow>()
  const stored = new Set<string>()

  return {
    async pin(workflow, params) {
      if (!stored.has(workflow.sha256)) await blobs.put(workflow.text)
      stored.add(workflow.sha256)
      return { name: workflow.name, sha256: workflow.sha256, params }
    },
    async of({ runId, workflow: pinned }) {
      if (!pinned) throw new Error(`run ${runId} has no workflow`)
      const known = byHash.get(pinned.sha256)
      if (known) return known
      const held = await library()
      const current = held.get(pinned.name)
      if (current?.sha256 === pinned.sha256) return current
      const text = new TextDecoder().decode(await blobs.read(pinned.sha256))
      const earlier = await held.parse(text, `${pinned.name} (${pinned.sha256.slice(0, 12)})`)
      if (byHash.size >= REMEMBERED) byHash.clear()
      byHash.set(pinned.sha256, earlier)
      return earlier
    },
  }
}
