import type { RunView } from '../../domain/run-view.ts'
import { formatDuration } from '../../i18n/figures.ts'
import { phrase } from '../../i18n/say.ts'
import type { Conversation } from '../conversation.ts'
import { type Output, type Reply, said } from '../reply.ts'
import { oneLine, visible } from '../visible.ts'

/** Of each output so many bytes are shown: the end of a log is what people look for. */
const SHOWN_BYTES = 4_000
/** The latest calls of a run; the rest is in its record. */
const SHOWN_CALLS = 20

/** What the calls of a run printed, in the order in which they were asked for. */
export async function outputsOf({ engine, inbound }: Conversation, view: RunView): Promise<Reply> {
  const { locale } = inbound
  const outputs: Output[] = []
  for (const call of [...view.calls.values()].slice(-SHOWN_CALLS)) {
    if (call.outputSha256 === undefined) continue
    const bytes = await engine.blob(call.outputSha256)
    const left = Math.max(0, bytes.length - SHOWN_BYTES)
    const text = visible(Buffer.from(bytes.subarray(left)).toString().trimEnd())
    const step = [...view.steps.values()].find(({ step: { id } }) => id === call.stepId)
    const parts = [
      oneLine(step?.step.title ?? call.tool, 80),
      call.exitCode === undefined ? '' : phrase('console.exit', { code: call.exitCode }, locale),
      call.durationMs === undefined ? '' : formatDuration(call.durationMs, locale),
    ]
    const note = left === 0 ? '' : `${phrase('talk.log.left_out', { count: left, id: view.runId }, locale)}\n`
    outputs.push({ title: parts.filter((part) => part !== '').join(' · '), text: note + text })
  }
  if (outputs.length === 0) return said(phrase('talk.no_output', { id: view.runId }, locale))
  return { kind: 'outputs', outputs }
}
