import type { JudgeView } from '../../domain/agent.ts'
import { AgentFailed } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Localized } from '../../domain/text.ts'
import type { CriterionVerdict, Verdict } from '../../domain/verdict.ts'
import { say } from '../../i18n/say.ts'
import { estimateTokens } from '../models/tokens.ts'
import { promptsDigest, promptsFor } from '../prompts/prompts.ts'
import { changesText } from './changes.ts'
import { joined, openingOf, specText } from './conversation.ts'
import { evidenceText } from './evidence.ts'
import type { ModelAgentDeps } from './mind.ts'
import { type JudgeDraft, judgeSchema } from './schemas.ts'
import { shorten } from './shorten.ts'
import { deskOf, think } from './think.ts'

/** What was concluded and by which model, which may stand in for another, or why nothing was: both are remembered. */
type Opinion = { readonly judged: JudgeDraft; readonly by?: string } | { readonly failed: string }

/**
 * The verifier's opinion on what was proven. It sees the spec, the evidence and what was changed, and nothing that the
 * executor says of its own work. Whatever goes wrong with it makes the verdict inconclusive.
 */
export async function judge(
  deps: ModelAgentDeps,
  view: JudgeView,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  const { run, checked, evidence } = view
  // An opinion can only lower a verdict, and one that does not pass needs no lowering to be told.
  if (checked.result !== 'pass') return undefined
  const ids = nonEmpty(evidence.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id))
  const criteria = nonEmpty(
    checked.criteria.filter(({ result }) => result === 'pass').map((one) => one.criterionId),
  )
  if (!ids || !criteria) return undefined
  const digest = promptsDigest(run.request.locale)
  const opinion = (await deskOf(run).remember(`${run.attempt}/verify/judge`, async () => {
    const { answer, usage } = await opinionOf(deps, view, { ids, criteria }, signal)
    return { answer: answer as unknown as JsonObject, usage, prompts: digest }
  })) as unknown as Opinion
  if ('failed' in opinion) return unknown(view, opinion.failed)
  const { judged, by: judgedBy = deps.verifier.name } = opinion
  const judgesItself = (view.workers ?? []).some((worker) => tagged(worker) === tagged(judgedBy))
  return { ...verdictOf(view, criteria, judged), judgedBy, ...(judgesItself ? { judgesItself } : {}) }
}

/** A name without a tag means this one, on Ollama. */
const tagged = (name: string): string => (name.includes(':') ? name : `${name}:latest`)

interface Offered {
  readonly ids: readonly [string, ...string[]]
  readonly criteria: readonly [string, ...string[]]
}

async function opinionOf(
  deps: ModelAgentDeps,
  view: JudgeView,
  { ids, criteria }: Offered,
  signal: AbortSignal,
) {
  const { run } = view
  const changes = await changesText(deps, view)
  const question = {
    run,
    name: 'judgement',
    schema: judgeSchema(criteria, ids),
    messages: (room: number) => conversation(deps, view, changes, room),
  }
  try {
    const { value, usage } = await think(deps, deps.verifier, question, signal)
    return { answer: { judged: value, by: usage.model }, usage }
  } catch (error) {
    if (!(error instanceof AgentFailed)) throw error
    const failed = say(error.reason, run.request.locale)
    return { answer: { failed }, usage: { model: deps.verifier.name, promptTokens: 0, answerTokens: 0 } }
  }
}

function conversation(deps: ModelAgentDeps, { run, evidence }: JudgeView, changes: string, room: number) {
  const opening = openingOf(deps, { job: 'judge', run, place: `${run.attempt}/verify`, tools: false })
  const { part, fence, system } = opening
  const ask = promptsFor(run.request.locale).ask.judge
  const spec = run.spec ? specText(run.spec) : ''
  const proof = evidenceText(evidence)
  // Three bytes a token, as the estimate has it; what was changed is the first to be told in short.
  const left = Math.max(0, (room - estimateTokens(joined([system, spec, proof, ask])) - 200) * 3)
  const shown = shorten(changes, Math.min(left, changes.length), (count) => `… ${count} …`)
  return [
    { role: 'system', content: system },
    {
      role: 'user',
      content: joined([
        part('spec', spec),
        part('evidence', fence.around(proof)),
        shown === '' ? '' : part('changes', fence.around(shown)),
        ask,
      ]),
    },
  ] as const
}

function verdictOf(
  { checked }: JudgeView,
  criteria: readonly string[],
  { criteria: judged }: JudgeDraft,
): Verdict {
  const lowered = criteria.map((criterionId): CriterionVerdict => {
    const mine = judged.filter(({ id }) => id === criterionId)
    const against = mine.find(({ met }) => !met)
    const evidence = [...new Set(mine.flatMap((one) => one.evidence))]
    if (against) return { criterionId, result: 'fail', evidence, why: against.why }
    if (evidence.length === 0) return { criterionId, result: 'inconclusive', evidence, why: UNCITED }
    return { criterionId, result: 'pass', evidence }
  })
  const results = lowered.map(({ result }) => result)
  const result = results.includes('fail')
    ? 'fail'
    : results.includes('inconclusive')
      ? 'inconclusive'
      : 'pass'
  return { result, attempt: checked.attempt, criteria: lowered, reasons: [] }
}

const UNCITED: Localized = {
  en: 'the verifier cites nothing that shows it',
  fr: 'le vérificateur ne cite rien qui le montre',
}

const unknown = ({ checked }: JudgeView, why: string): Verdict => ({
  result: 'inconclusive',
  attempt: checked.attempt,
  criteria: [],
  reasons: [
    {
      en: `The verifier gave no judgement that counts: ${why}`,
      fr: `Le vérificateur n'a pas donné de jugement qui compte : ${why}`,
    },
  ],
})

const nonEmpty = (list: readonly string[]): readonly [string, ...string[]] | undefined => {
  const [first, ...rest] = list
  return first === undefined ? undefined : [first, ...rest]
}
