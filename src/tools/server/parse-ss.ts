import { given, nonEmptyLines } from './figures.ts'
import type { ListeningPort } from './shapes/port.ts'

/** netid, state, two queues, local address and port, peer, and perhaps `users:(("sshd",pid=12,fd=3),…)`. */
const LINE = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s*(.*)$/

/** Lines of `ss -H -tulnp`. Several sockets of one program on one port are one entry. */
export function parseSs(text: string): ListeningPort[] {
  const ports = new Map<string, ListeningPort>()
  for (const line of nonEmptyLines(text)) {
    const [, protocol, where = '', port, users = ''] = LINE.exec(line) ?? []
    if (protocol === undefined) continue
    const [, process, pid] = /\(\("((?:[^"\\]|\\.)*)",pid=(\d+)/.exec(users) ?? []
    const address = cleanAddress(where)
    ports.set(`${protocol} ${address} ${port} ${pid}`, {
      protocol: protocol === 'tcp' ? 'tcp' : 'udp',
      address,
      port: Number(port),
      ...given('process', process),
      ...given('pid', pid === undefined ? undefined : Number(pid)),
      exposed: isExposed(address),
    })
  }
  return byPort([...ports.values()])
}

/** `[::1]` and `127.0.0.53%lo`: neither brackets nor the interface are part of the address; `*` is every address. */
const cleanAddress = (text: string): string => {
  const bare = text.replace(/^\[(.*)\]/, '$1').replace(/%.*$/, '')
  return bare === '*' ? '::' : bare
}

export const isExposed = (address: string): boolean => !/^(?:127\.|::1$|::ffff:127\.)/i.test(address)

export const byPort = (ports: readonly ListeningPort[]): ListeningPort[] =>
  [...ports].sort(
    (a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol) || a.address.localeCompare(b.address),
  )
