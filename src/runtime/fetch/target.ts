import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { orAborted } from '../../lib/abort.ts'
import { isPublicAddress } from './address.ts'

export interface Address {
  readonly address: string
  readonly family: number
}

/** Every address of a name. Rejects where there is none. */
export type Resolver = (hostname: string) => Promise<readonly Address[]>

/** Where a request goes: the addresses are the ones that were checked, and no other is connected to. */
export interface Target {
  readonly url: URL
  readonly addresses: readonly Address[]
}

export interface Refusal {
  readonly ok: false
  readonly code: 'E_ADDRESS' | 'E_NETWORK'
  readonly message: string
}

export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true, verbatim: true })

export interface TargetOptions {
  /** `host` or `host:port`, as they stand in a URL: these may lie anywhere. */
  readonly allowHosts: readonly string[]
  readonly resolver: Resolver
}

/** Parses, resolves once, and checks every address: one that is not public refuses them all. */
export async function targetOf(
  text: string,
  options: TargetOptions,
  signal: AbortSignal,
): Promise<Target | Refusal> {
  const url = parse(text)
  if (!url) return refused(`not a valid address: ${text.slice(0, 200)}`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refused(`only http and https, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    return refused('a user name or password in an address is refused: it would end up in logs; use a header')
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const addresses = await addressesOf(host, options.resolver, signal)
  if ('code' in addresses) return addresses
  if (!isAllowed(url, host, options.allowHosts)) {
    const inner = addresses.find(({ address }) => !isPublicAddress(address))
    if (inner) return refused(`${host} is not on the public internet (${inner.address})`)
  }
  return { url, addresses }
}

async function addressesOf(
  host: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<readonly Address[] | Refusal> {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  try {
    const addresses = await orAborted(resolver(host), signal)
    if (addresses.length > 0) return addresses
  } catch {
    signal.throwIfAborted()
  }
  return {
    ok: false,
    code: 'E_NETWORK',
    message: `${host}: no such host, or the name server does not answer`,
  }
}

const refused = (message: string): Refusal => ({ ok: false, code: 'E_ADDRESS', message })

/** By the name in the address, never by what it resolves to: a foreign name must not borrow an allowed one's place. */
function isAllowed(url: URL, host: string, allowed: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const named = host.includes(':') ? `[${host}]` : host
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase()
    return wanted === host || wanted === named || wanted === `${named}:${port}`
  })
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
