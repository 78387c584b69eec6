import { connect } from 'node:net'
import type { Away, Engine } from '../domain/engine.ts'
import type { Locale } from '../domain/text.ts'
import { asUserError, createEngineHttp, type EngineHttp } from './client-http.ts'

/**
 * The engine that listens on this socket; undefined when none does (no socket, or one that a killed process left).
 *
 * @throws UserError `not_allowed` when the socket is another user's
 */
export async function connectEngine(
  socketPath: string,
  locale: Locale = 'en',
): Promise<(Engine & { close(): Promise<void> }) | undefined> {
  if (!(await isListening(socketPath, locale))) return undefined
  const http = createEngineHttp(socketPath, locale)
  return { ...engineOver(http), close: async () => http.close() }
}

const isListening = (socketPath: string, locale: Locale): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR') resolve(false)
      else reject(asUserError(error, socketPath, locale))
    })
  })

/** The Engine port, call by call, as the routes of `api/` serve it. */
function engineOver(http: EngineHttp): Engine {
  const get = <T>(path: string, query?: Readonly<Record<string, string | number | undefined>>) =>
    http.json<T>({ method: 'GET', path, ...(query && { query }) })
  const post = <T>(path: string, body: unknown) => http.json<T>({ method: 'POST', path, body })
  const run = (id: string) => `/runs/${encodeURIComponent(id)}`
  return {
    submit: (request) => post('/runs', request),
    cancel: async (id, by, reason) => void (await post(`${run(id)}/cancel`, { by, reason })),
    reverify: async (id, by) => void (await post(`${run(id)}/verify`, { by })),
    repair: async (id, by) => void (await post(`${run(id)}/repair`, { by })),
    steer: async (id, text, by) => void (await post(`${run(id)}/steer`, { by, text })),
    answer: (id, option, by, reason, command) =>
      post(`/questions/${encodeURIComponent(id)}/answer`, { option, by, reason, command }),
    setAway: async (on, by) => (await post<Away | null>('/away', { on, by })) ?? undefined,
    ownRules: () => get('/policy/rules'),
    revokeRule: (id, by) => post(`/policy/rules/${encodeURIComponent(id)}/revoke`, { by }),
    runs: ({ status, ...filter } = {}) => get('/runs', { ...filter, status: status?.join(',') }),
    show: (id) => get(run(id)),
    questions: (filter = {}) => get('/questions', { ...filter }),
    blob: (sha256, range) =>
      http.bytes({ method: 'GET', path: `/blobs/${encodeURIComponent(sha256)}`, query: { ...range } }),
    audit: (id) => get(`${run(id)}/audit`),
    pack: (id, directory) => post(`${run(id)}/pack`, { directory }),
    workflows: (locale) => get('/workflows', { locale }),
    tools: () => get('/tools'),
    explain: (command, { mode }) => post('/policy/explain', { command, mode }),
    status: () => get('/status'),
    follow: (id, after, signal) =>
      http.lines({ method: 'GET', path: `${run(id)}/events`, query: { after } }, signal),
    watch: (signal) => http.lines({ method: 'GET', path: '/events' }, signal),
    feed: (after, signal) => http.lines({ method: 'GET', path: '/feed', query: { after } }, signal),
    position: () => get('/position'),
  }
}
