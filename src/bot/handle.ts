import { UserError } from '../domain/errors.ts'
import { phrase, say, sayError } from '../i18n/say.ts'
import { answerBy, answerInWords } from './commands/answers.ts'
import { setAway } from './commands/away.ts'
import { help } from './commands/help.ts'
import { listRuns, listWorkflows, openApprovals, tellStatus } from './commands/lists.ts'
import { startWorkflow } from './commands/run-workflow.ts'
import { onRun, steer } from './commands/on-run.ts'
import { onSchedule } from './commands/schedule.ts'
import type { Command } from './command.ts'
import type { Conversation } from './conversation.ts'
import { parseCommand } from './parse-command.ts'
import { type Reply, refused, said } from './reply.ts'
import { type SmallTalk, smallTalk } from './small-talk.ts'
import { smallTalkReply } from './small-talk-reply.ts'
import { oneLine } from './visible.ts'

/**
 * What Autohome does and says when somebody writes: small talk gets a plain answer or answers the open question of the
 * thread, a command is carried out, everything else is a request for a run. What the person can mend comes back as a
 * reply; only bugs throw.
 */
export async function handleInbound(talk: Conversation): Promise<Reply> {
  try {
    return await handle(talk)
  } catch (error) {
    if (error instanceof UserError) return refused(oneLine(sayError(error, talk.inbound.locale), 1_000))
    throw error
  }
}

async function handle(talk: Conversation): Promise<Reply> {
  const { inbound } = talk
  if (inbound.command) return carryOut(talk, inbound.command)
  const small = inbound.explicit ? undefined : smallTalk(inbound.text)
  if (small) return chat(talk, small)
  const parsed = parseCommand(inbound.text, { explicit: inbound.explicit === true })
  if (!parsed.ok) return refused(oneLine(say(parsed.why, inbound.locale), 1_000))
  return carryOut(talk, parsed.command)
}

async function chat(talk: Conversation, small: SmallTalk): Promise<Reply> {
  const answers = small === 'ok' ? 'yes' : small === 'yes' || small === 'no' ? small : undefined
  const answered = answers && (await answerInWords(talk, answers))
  return answered ?? said(smallTalkReply(small, talk.inbound.locale))
}

function carryOut(talk: Conversation, command: Command): Promise<Reply> | Reply {
  switch (command.kind) {
    case 'ask':
      return request(talk, command.text)
    case 'run':
      return startWorkflow(talk, command)
    case 'status':
      return tellStatus(talk)
    case 'runs':
      return listRuns(talk)
    case 'workflows':
      return listWorkflows(talk)
    case 'approvals':
      return openApprovals(talk)
    case 'help':
      return help(talk)
    case 'away':
      return setAway(talk, command.on)
    case 'schedule':
      return onSchedule(talk, command.wish)
    case 'show':
    case 'logs':
    case 'evidence':
    case 'verify':
    case 'repair':
    case 'undo':
    case 'audit':
    case 'cancel':
      return onRun(talk, command)
    case 'steer':
      return steer(talk, command)
    case 'approve':
    case 'deny':
    case 'answer':
      return answerBy(talk, command)
    default:
      return command satisfies never
  }
}

/** A new run, or, inside the thread of one that is under way, a word to it. */
async function request(talk: Conversation, text: string): Promise<Reply> {
  const { engine, inbound } = talk
  const { thread, actor, locale } = inbound
  if (text === '') return help(talk)
  if (inbound.inRunThread) {
    const [active] = await engine.runs({ thread, status: ['queued', 'running', 'waiting'], limit: 1 })
    if (active) return steer(talk, { kind: 'steer', id: active.id, text })
  }
  const { runId } = await engine.submit({ text, locale, actor, thread })
  return { kind: 'run', runId, afterSeq: 0, text: phrase('talk.started', { id: runId }, locale) }
}
