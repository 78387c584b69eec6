import type { AgentRun } from '../../domain/agent.ts'
import { AgentFailed } from '../../domain/errors.ts'
import type { ModelError, PullProgress } from '../../domain/model.ts'
import type { ModelAgentDeps } from './mind.ts'

/**
 * Offers to pull a model that is not there, and pulls it: whoever watches sees how far it has come. False where nobody
 * wants it, or it cannot be had this way.
 *
 * @throws AgentFailed `model_pull_failed`
 */
export async function pulled(
  { ollama }: ModelAgentDeps,
  { desk }: AgentRun,
  { model, host }: ModelError,
  signal: AbortSignal,
): Promise<boolean> {
  if (!ollama || !desk || host !== ollama.address) return false
  const chosen = await desk.ask({
    key: `model/${model}`,
    kind: 'pull_model',
    title: { key: 'question.pull.title' },
    body: `ollama pull ${model}`,
    why: {
      en: `The server at ${host} does not have it. It can be many gigabytes.`,
      fr: `Le serveur ${host} ne l'a pas. Cela peut faire de nombreux gigaoctets.`,
    },
    options: [
      { id: 'approve', label: { key: 'option.pull' } },
      { id: 'deny', label: { key: 'option.not_pull' } },
    ],
  })
  if (chosen !== 'approve') return false
  const outcome = await ollama.pull(model, progressTeller(model, desk.tell), signal)
  if (outcome.ok) return true
  throw new AgentFailed('no_agent', 'model_pull_failed', {
    en: `${model} could not be pulled from ${host}: ${outcome.error.message}.`,
    fr: `${model} n'a pas pu être téléchargé depuis ${host} : ${outcome.error.message}.`,
  })
}

/** One line for each new status and each new percent. */
function progressTeller(model: string, tell: (text: string) => void): (progress: PullProgress) => void {
  let last = ''
  return ({ status, completedBytes, totalBytes }) => {
    const percent =
      completedBytes === undefined || !totalBytes
        ? ''
        : ` ${Math.floor((completedBytes / totalBytes) * 100)} %`
    const line = `${model}: ${status}${percent}`
    if (line === last) return
    last = line
    tell(`${line}\n`)
  }
}
