import type { WorkflowInfo } from '../../domain/agent.ts'
import { phrase } from '../../i18n/say.ts'
import type { Command } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, refused } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** Starts a job by its name, or by a beginning that only it has. */
export async function startWorkflow(
  { engine, inbound }: Conversation,
  { workflow, params, text }: Extract<Command, { kind: 'run' }>,
): Promise<Reply> {
  const { actor, locale, thread } = inbound
  const found = findWorkflow(await engine.workflows(locale), workflow)
  if (!found.one) {
    const nearest = found.near.join(', ')
    return refused(phrase('command.unknown_job', { name: oneLine(workflow, 60), nearest }, locale))
  }
  const { runId } = await engine.submit({ text, locale, actor, thread, workflow: found.one.name, params })
  return { kind: 'run', runId, afterSeq: 0, text: phrase('talk.started', { id: runId }, locale) }
}

export function findWorkflow(
  workflows: readonly WorkflowInfo[],
  typed: string,
): { readonly one?: WorkflowInfo; readonly near: readonly string[] } {
  const wanted = typed.toLowerCase()
  const exact = workflows.find(({ name }) => name === wanted)
  const begins = workflows.filter(({ name }) => name.startsWith(wanted))
  const [first] = begins
  if (exact) return { one: exact, near: [] }
  if (first && begins.length === 1) return { one: first, near: [] }
  const near = begins.length > 0 ? begins : workflows.filter(({ name }) => sharesWord(name, wanted))
  return { near: near.slice(0, 5).map(({ name }) => name) }
}

const sharesWord = (name: string, wanted: string): boolean => {
  const words = wanted.split(/[-_\s]+/).filter((part) => part.length > 2)
  return words.some((part) => name.split('-').some((held) => held.startsWith(part.slice(0, 4))))
}
