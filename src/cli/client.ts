import type { Away, Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { Locale } from '../domain/text.ts'
import { createEngineHttp, type EngineHttp } from './client-http.ts'

/**
 * The engine that answers on this socket; undefined when none does: there is no socket, a killed process left it, or the
 * process is just ending. It stays as long as its client is connected.
 *
 * @throws UserError `not_allowed` when the socket is another user's
 */
export async function connectEngine(
  socketPath: string,
  locale: Locale = 'en',
): Promise<(Engine & { close(): Promise<void> }) | undefined> {
  const http = createEngineHttp(socketPath, locale)
  const engine = engineOver(http)
  try {
    // An answer, and not only a connection: a process that ends takes connections that it never looks at.
    await engine.about()
  } catch (error) {
    http.close()
    if (error instanceof UserError && error.code === 'interrupted') return undefined
    throw error
  }
  return { ...engine, close: async () => http.close() }
}

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
    addSchedule: (asked, by) => post('/schedules', { ...asked, by }),
    schedules: () => get('/schedules'),
    changeSchedule: (id, change, by) => post(`/schedules/${encodeURIComponent(id)}/change`, { change, by }),
    runSchedule: (id, by) => post(`/schedules/${encodeURIComponent(id)}/run`, { by }),
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
    about: () => get('/engine'),
    explain: (command, { mode }) => post('/policy/explain', { command, mode }),
    status: () => get('/status'),
    follow: (id, after, signal) =>
      http.lines({ method: 'GET', path: `${run(id)}/events`, query: { after } }, signal),
    watch: (signal) => http.lines({ method: 'GET', path: '/events' }, signal),
    feed: (after, signal) => http.lines({ method: 'GET', path: '/feed', query: { after } }, signal),
    position: () => get('/position'),
  }
}
