import { isFinal, RUN_STATUSES, type RunId } from '../../domain/run.ts'
import { undoRequest } from '../../domain/undo.ts'
import { viewOf } from '../../domain/run-fold.ts'
import { phrase, word } from '../../i18n/say.ts'
import { cardOf } from '../card.ts'
import type { Command } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, refused, said } from '../reply.ts'
import { titlesIn } from '../titles.ts'
import { auditOf } from './audit.ts'
import { evidenceOf } from './evidence.ts'
import { outputsOf } from './logs.ts'

type OnRun = Extract<
  Command,
  { kind: 'show' | 'logs' | 'evidence' | 'verify' | 'repair' | 'audit' | 'cancel' | 'undo' }
>

/** Commands about one run: the one that is named, or the latest of this thread that the command could mean. */
export async function onRun(talk: Conversation, command: OnRun): Promise<Reply> {
  const { engine, inbound } = talk
  const { locale, actor } = inbound
  const typed = await meant(talk, command.id, command.kind === 'cancel')
  if (typeof typed !== 'string') return typed
  const { run, events } = await engine.show(typed)
  const id = run.id
  switch (command.kind) {
    case 'show': {
      const titles = await titlesIn(engine, locale)
      return { kind: 'card', card: cardOf(viewOf(id, events), { locale, now: talk.clock.now(), titles }) }
    }
    case 'logs':
      return outputsOf(talk, viewOf(id, events))
    case 'evidence':
      return evidenceOf(talk, viewOf(id, events))
    case 'verify':
      await engine.reverify(id, actor)
      return { kind: 'run', runId: id, afterSeq: run.lastSeq, text: phrase('talk.reverify', { id }, locale) }
    case 'repair':
      await engine.repair(id, actor)
      return { kind: 'run', runId: id, afterSeq: run.lastSeq, text: phrase('talk.repair', { id }, locale) }
    case 'undo': {
      const begun = await engine.submit({
        ...undoRequest(id, command, locale),
        actor,
        thread: inbound.thread,
      })
      return { kind: 'run', runId: begun.runId, afterSeq: 0, text: phrase('talk.undo', { id }, locale) }
    }
    case 'cancel':
      await engine.cancel(id, actor, command.reason)
      return said(phrase('talk.cancelled', { id }, locale))
    case 'audit':
      return auditOf(talk, id)
    default:
      return command satisfies never
  }
}

/** A word to a run that is under way; its agent reads it at its next turn. */
export async function steer(
  talk: Conversation,
  { id: named, text }: Extract<Command, { kind: 'steer' }>,
): Promise<Reply> {
  const { engine, inbound } = talk
  const typed = await meant(talk, named, true)
  if (typeof typed !== 'string') return typed
  const { run } = await engine.show(typed)
  await engine.steer(run.id, text, inbound.actor)
  return said(phrase('talk.steered', { id: run.id }, inbound.locale))
}

/** The run that is named, or the latest one of this thread; outside of every thread the latest one of all. */
async function meant(
  { engine, inbound }: Conversation,
  named: string | undefined,
  active: boolean,
): Promise<RunId | Reply> {
  if (named !== undefined) return named
  const { thread, locale, inTheOpen } = inbound
  const status = RUN_STATUSES.filter((held) => !active || !isFinal(held))
  const here = inTheOpen ? {} : { thread }
  const found = await engine.runs({ ...here, status, limit: 10 })
  const [latest] = found
  if (!latest) return said(word('talk.no_run_here', locale))
  // To stop or to tell one of several by a guess could hit the wrong one.
  if (!active || !inTheOpen || found.length === 1) return latest.id
  const ids = found.map(({ id }) => id).join(', ')
  return refused(phrase('surface.several_runs', { count: found.length, ids }, locale))
}
