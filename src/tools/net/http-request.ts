import { z } from 'zod'
import type { Fetcher } from '../../domain/fetcher.ts'
import { defineTool } from '../define.ts'

/** Bytes. */
const DEFAULT_BYTES = 256 * 1024
const MOST_BYTES = 4 * 1024 * 1024
const LONGEST_BODY = 1024 * 1024

/** RFC 9110: a field name is a token; a value holds no control characters. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is no header name')
// oxlint-disable-next-line no-control-regex
const headerValue = z.string().regex(/^[^\x00-\x08\x0a-\x1f\x7f]*$/, 'holds a control character')

const input = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  url: z.string().min(1).max(8192),
  headers: z.record(headerName, headerValue).default({}),
  body: z.string().max(LONGEST_BODY).optional(),
  maxBytes: z
    .number()
    .int()
    .min(1)
    .max(MOST_BYTES)
    .default(DEFAULT_BYTES)
    .describe('How much of the body is read'),
})

const output = z.object({
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  /** As UTF-8; other bytes are replaced. */
  body: z.string(),
  truncated: z.boolean(),
  /** After redirects. */
  url: z.string(),
})

/** Every answer is a result, a 404 and a 500 too: what a status means is for the caller to judge. */
export const createHttpRequest = (fetcher: Fetcher) =>
  defineTool({
    name: 'http_request',
    group: 'net',
    summary: {
      en: 'Sends an HTTP request to the public internet and gives the answer, whatever its status',
      fr: "Envoie une requête HTTP sur l'internet public et donne la réponse, quel que soit son code",
    },
    access: 'write',
    input,
    output,
    timeoutMs: 30_000,
    errors: ['E_ADDRESS', 'E_NETWORK', 'E_TIMEOUT'],
    effects: ({ method, url }) => [{ kind: 'url', method, url }],
    async run({ method, url, headers, body, maxBytes }, { signal }) {
      const fetched = await fetcher.fetch(
        { method, url, headers, maxBytes, ...(body !== undefined && { body }) },
        signal,
      )
      if (!fetched.ok) {
        const { code, message } = fetched
        return {
          ok: false,
          error: { code, message, recoverable: false, retryable: code !== 'E_ADDRESS', subject: url },
        }
      }
      const { status, truncated } = fetched
      const text = Buffer.from(fetched.body).toString('utf8')
      return {
        ok: true,
        value: { status, headers: { ...fetched.headers }, body: text, truncated, url: fetched.url },
      }
    },
  })
