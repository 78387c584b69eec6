import type { Route } from './route.ts'

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'other_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' }

interface Compiled {
  readonly route: Route
  readonly parts: readonly string[]
}

/** Finds the route of a request. Paths are compared part by part; a parameter takes exactly one part, decoded. */
export function createMatcher(routes: readonly Route[]): (method: string, pathname: string) => Match {
  const compiled: readonly Compiled[] = routes.map((route) => ({ route, parts: route.path.split('/') }))
  return (method, pathname) => {
    const parts = pathname.split('/')
    const found = compiled.flatMap(({ route, parts: wanted }) => {
      const params = fit(wanted, parts)
      return params ? [{ route, params }] : []
    })
    const match = found.find(({ route }) => route.method === method)
    if (match) return { kind: 'route', ...match }
    if (found.length === 0) return { kind: 'none' }
    return { kind: 'other_method', allowed: found.map(({ route }) => route.method) }
  }
}

function fit(wanted: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (wanted.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const part = parts[index] ?? ''
    if (!name.startsWith(':')) {
      if (name !== part) return undefined
      continue
    }
    const decoded = decode(part)
    if (decoded === undefined || decoded === '') return undefined
    params[name.slice(1)] = decoded
  }
  return params
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
