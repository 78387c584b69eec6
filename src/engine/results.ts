import type { CallResult } from '../domain/agent.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { StoredResult } from '../domain/event.ts'
import type { Json } from '../domain/json.ts'
import type { CallView } from '../domain/run-view.ts'

/** Results up to this many characters of JSON live in their event; longer ones are blobs beside the journal. */
const INLINE_CHARACTERS = 2_048

export async function storeResult(blobs: Blobs, value: Json): Promise<StoredResult> {
  const text = JSON.stringify(value)
  return text.length <= INLINE_CHARACTERS ? { value } : { blob: await blobs.put(text) }
}

export async function loadResult(blobs: Blobs, stored: StoredResult): Promise<Json> {
  if ('value' in stored) return stored.value
  return JSON.parse(new TextDecoder().decode(await blobs.read(stored.blob.sha256))) as Json
}

/** What a call of an earlier life of this run came to. */
export async function storedCall(blobs: Blobs, call: CallView): Promise<CallResult> {
  return {
    outcome: call.saidDone ? 'succeeded' : (call.outcome ?? 'unknown'),
    ...(call.result ? { value: await loadResult(blobs, call.result) } : {}),
    ...(call.result && 'blob' in call.result ? { valueSha256: call.result.blob.sha256 } : {}),
    ...(call.exitCode === undefined ? {} : { exitCode: call.exitCode }),
    ...(call.ran === undefined ? {} : { ran: call.ran }),
    ...(call.error ? { error: call.error } : {}),
    ...(call.outputSha256 === undefined ? {} : { outputSha256: call.outputSha256 }),
    durationMs: call.durationMs ?? 0,
  }
}
