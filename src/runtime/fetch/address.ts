import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** Public by number and yet a cloud's own: Azure's host agent, which hands out certificates and keys to the machine. */
const CLOUD_AGENTS = new Set(['168.63.129.16'])

/**
 * Whether an address belongs to somebody on the public internet, and to nobody nearer. Not public are what IANA's
 * special-purpose registries list (by ipaddr.js), IPv6 outside the one global unicast block 2000::/3 (RFC 4291: which
 * leaves out mapped and compatible IPv4 and NAT64), tunnels that carry an IPv4 address inside (6to4, Teredo, ISATAP of
 * RFC 5214), and the addresses of this machine itself. A NAT64 prefix that a network chose for itself cannot be known.
 */
export function isPublicAddress(text: string, own: ReadonlySet<string> = ownAddresses()): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast' || own.has(address.toNormalizedString())) return false
  if (address instanceof ipaddr.IPv4) return !CLOUD_AGENTS.has(address.toString())
  if (!(address instanceof ipaddr.IPv6)) return false
  const [first = 0, , , , fifth = 0, sixth = 0] = address.parts
  const isIsatap = sixth === 0x5efe && (fifth & 0xfdff) === 0
  return first >> 13 === 1 && !isIsatap
}

/** What this machine answers to: a service behind the firewall is reached from inside by its public address too. */
export function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  return new Set(
    all
      .filter(({ address }) => ipaddr.isValid(address))
      .map(({ address }) => ipaddr.parse(address).toNormalizedString()),
  )
}
