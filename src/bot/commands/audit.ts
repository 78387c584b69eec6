import type { RunId } from '../../domain/run.ts'
import { phrase } from '../../i18n/say.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, said } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** What a platform takes as a file without further ado: Discord's limit for everybody is 10 MiB. */
const MAX_BYTES = 8 * 2 ** 20

/** Whether the record of a run holds; where files can be handed over, with the record itself. */
export async function auditOf({ engine, inbound, packFile }: Conversation, id: RunId): Promise<Reply> {
  const { locale } = inbound
  const { brokenAt, events, head, pruned } = await engine.audit(id)
  const held = { id, events, head: head.slice(0, 16) }
  const text = brokenAt
    ? phrase('talk.audit.broken', { id, seq: brokenAt.seq, why: oneLine(brokenAt.why) }, locale)
    : pruned
      ? phrase('keep.pruned.audit', { ...held, events: pruned.events, at: dayOf(pruned.at) }, locale)
      : phrase('talk.audit.ok', held, locale)
  if (!packFile) return { kind: 'text', ok: !brokenAt, text }
  const file = await packFile(id)
  const size = file.bytes.length
  if (size > MAX_BYTES) return said(`${text}\n${phrase('surface.pack.too_big', { id, size }, locale)}`)
  return { kind: 'files', text, files: [file] }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
