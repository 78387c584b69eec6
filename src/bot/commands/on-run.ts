import { isFinal, RUN_STATUSES, type RunId } from '../../domain/run.ts'
import { viewOf } from '../../domain/run-fold.ts'
import { phrase, word } from '../../i18n/say.ts'
import { cardOf } from '../card.ts'
import type { Command } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, said } from '../reply.ts'
import { titlesIn } from '../titles.ts'
import { oneLine } from '../visible.ts'
import { evidenceOf } from './evidence.ts'
import { outputsOf } from './logs.ts'

type OnRun = Extract<
  Command,
  { kind: 'show' | 'logs' | 'evidence' | 'verify' | 'repair' | 'audit' | 'cancel' }
>

/** Commands about one run: the one that is named, or the latest of this thread that the command could mean. */
export async function onRun(talk: Conversation, command: OnRun): Promise<Reply> {
  const { engine, inbound } = talk
  const { locale, actor } = inbound
  const typed = await meant(talk, command.id, command.kind === 'cancel')
  if (typed === undefined) return said(word('talk.no_run_here', locale))
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
    case 'cancel':
      await engine.cancel(id, actor, command.reason)
      return said(phrase('talk.cancelled', { id }, locale))
    case 'audit': {
      const found = await engine.audit(id)
      if (!found.brokenAt)
        return said(
          phrase('talk.audit.ok', { id, events: found.events, head: found.head.slice(0, 16) }, locale),
        )
      const { seq, why } = found.brokenAt
      return {
        kind: 'text',
        ok: false,
        text: phrase('talk.audit.broken', { id, seq, why: oneLine(why) }, locale),
      }
    }
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
  if (typed === undefined) return said(word('talk.no_run_here', inbound.locale))
  const { run } = await engine.show(typed)
  await engine.steer(run.id, text, inbound.actor)
  return said(phrase('talk.steered', { id: run.id }, inbound.locale))
}

async function meant(
  { engine, inbound }: Conversation,
  named: string | undefined,
  active: boolean,
): Promise<RunId | undefined> {
  if (named !== undefined) return named
  const status = RUN_STATUSES.filter((held) => !active || !isFinal(held))
  const [latest] = await engine.runs({ thread: inbound.thread, status, limit: 1 })
  return latest?.id
}
