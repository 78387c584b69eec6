import { readdir, readlink } from 'node:fs/promises'
import { endianness } from 'node:os'
import { given } from './figures.ts'
import { byPort, isExposed } from './parse-ss.ts'
import { parseStat } from './process-table.ts'
import type { ListeningPort } from './shapes/port.ts'
import { systemText } from './system-text.ts'

/** Files under /proc/net with the state, in hex, of a socket that waits: TCP_LISTEN, and for UDP TCP_CLOSE. */
const TABLES = [
  { file: 'tcp', protocol: 'tcp', state: '0A' },
  { file: 'tcp6', protocol: 'tcp', state: '0A' },
  { file: 'udp', protocol: 'udp', state: '07' },
  { file: 'udp6', protocol: 'udp', state: '07' },
] as const

interface Socket {
  readonly protocol: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
  readonly inode: string
}

/** What ss reads too, for machines that do not have it. Undefined where the kernel shows no such table. */
export async function readProcNet(): Promise<ListeningPort[] | undefined> {
  const texts = await Promise.all(TABLES.map(({ file }) => systemText(`/proc/net/${file}`)))
  if (texts.every((text) => text === undefined)) return undefined
  const sockets = TABLES.flatMap((table, index) => parseSocketTable(texts[index] ?? '', table))
  const owners = await findOwners(new Set(sockets.map((one) => one.inode)))
  return byPort(
    sockets.map(({ inode, ...socket }) => {
      const owner = owners.get(inode)
      return {
        ...socket,
        ...given('process', owner?.process),
        ...given('pid', owner?.pid),
        exposed: isExposed(socket.address),
      }
    }),
  )
}

/** `sl local_address rem_address st …`, inode in the tenth column. https://docs.kernel.org/networking/proc_net_tcp.html */
export function parseSocketTable(
  text: string,
  { protocol, state }: { protocol: 'tcp' | 'udp'; state: string },
): Socket[] {
  return text.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/)
    const [address, port] = columns[1]?.split(':') ?? []
    if (address === undefined || port === undefined || columns[3] !== state) return []
    return [
      { protocol, address: parseAddress(address), port: Number.parseInt(port, 16), inode: columns[9] ?? '' },
    ]
  })
}

/** The kernel prints addresses as 32-bit words in the machine's own byte order. */
export function parseAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  if (endianness() === 'LE') bytes.swap32()
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  // The URL parser knows how to shorten: ::1 rather than 0:0:0:0:0:0:0:1.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

interface Owner {
  readonly pid: number
  readonly process?: string
}

/** Which process holds a socket is told only by the links in its fd directory, and only to its user and to root. */
async function findOwners(inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, Owner>> {
  const owners = new Map<string, Owner>()
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const held = await socketsOf(pid)
    const wanted = held.filter((inode) => inodes.has(inode) && !owners.has(inode))
    if (wanted.length === 0) continue
    const process = parseStat((await systemText(`/proc/${pid}/stat`)) ?? '')?.command
    for (const inode of wanted) owners.set(inode, { pid: Number(pid), ...given('process', process) })
  }
  return owners
}

async function socketsOf(pid: string): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
}
