import { z } from 'zod'
import type { PullProgress } from '../../domain/model.ts'
import { ModelFailure } from './failure.ts'
import type { OllamaClients } from './ollama-client.ts'

/**
 * Pulls a model. Its bytes are the sum over the layers that have been named so far, so both figures grow; a pull that was
 * cut goes on where it stopped when it is asked for again.
 */
export async function pullModel(
  clients: OllamaClients,
  name: string,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = await clients('stream', signal)
  const layers = new Map<string, { readonly completed: number; readonly total: number }>()
  for await (const raw of await client.pull({ model: name, stream: true })) {
    const read = progressSchema.safeParse(raw)
    if (!read.success) throw new ModelFailure('server', 'a line of the answer is not what Ollama sends')
    const { status, digest, completed, total } = read.data
    if (digest !== undefined && total !== undefined) layers.set(digest, { completed, total })
    onProgress({ status, ...sums([...layers.values()]) })
  }
}

const progressSchema = z.object({
  status: z.string(),
  digest: z.string().optional(),
  completed: z.number().default(0),
  total: z.number().optional(),
})

function sums(layers: readonly { readonly completed: number; readonly total: number }[]) {
  if (layers.length === 0) return {}
  return {
    completedBytes: layers.reduce((sum, layer) => sum + layer.completed, 0),
    totalBytes: layers.reduce((sum, layer) => sum + layer.total, 0),
  }
}
