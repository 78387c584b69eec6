import { z } from 'zod'
import type { ModelInfo } from '../../domain/model.ts'
import { ModelFailure } from './failure.ts'
import type { OllamaClients } from './ollama-client.ts'

/** The models that are on the server. */
export async function listModels(clients: OllamaClients, signal: AbortSignal): Promise<readonly ModelInfo[]> {
  const client = await clients('object', signal)
  const { models } = read(tagsSchema, await client.list())
  return models.map(({ name, digest, size }) => ({ name, digest, bytes: size }))
}

export interface ToolClaim {
  /** Whether the server lists `tools` among what the model can do; what it cannot list, it does not claim. */
  readonly claimed: boolean
  /** What a try at it is remembered by: the model's digest and the server's version, which reads the calls from its text. */
  readonly key: string
}

export async function toolClaim(
  clients: OllamaClients,
  name: string,
  signal: AbortSignal,
): Promise<ToolClaim> {
  const client = await clients('object', signal)
  const { capabilities } = read(showSchema, await client.show({ model: name }))
  const { version } = read(versionSchema, await client.version())
  const info = (await listModels(clients, signal)).find((model) => withTag(model.name) === withTag(name))
  return { claimed: capabilities.includes('tools'), key: `tools ${name} ${info?.digest ?? ''} ${version}` }
}

const withTag = (name: string): string => (/:[^/]+$/.test(name) ? name : `${name}:latest`)

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ModelFailure('server', 'the server does not answer as Ollama does', { retryable: false })
}

const tagsSchema = z.object({
  models: z.array(
    z.object({ name: z.string(), digest: z.string().default(''), size: z.number().default(0) }),
  ),
})
const showSchema = z.object({ capabilities: z.array(z.string()).default([]) })
const versionSchema = z.object({ version: z.string() })
