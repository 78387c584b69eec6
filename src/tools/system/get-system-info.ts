import { access, readFile } from 'node:fs/promises'
import os from 'node:os'
import { z } from 'zod'
import { defineTool } from '../define.ts'

const input = z.object({})

const output = z.object({
  os: z.string().describe('Distribution and version'),
  kernel: z.string(),
  architecture: z.string(),
  hostname: z.string(),
  cpu: z.object({ model: z.string(), count: z.number().int() }),
  load: z.object({ one: z.number(), five: z.number(), fifteen: z.number() }),
  memory: z.object({
    totalBytes: z.number(),
    availableBytes: z.number(),
    usedPercent: z.number(),
    swapTotalBytes: z.number(),
    swapFreeBytes: z.number(),
  }),
  uptimeS: z.number(),
  /** `none` where nothing hints at one. */
  virtualization: z.string(),
  container: z.string(),
  systemd: z.boolean(),
  node: z.string(),
  timezone: z.string(),
})

/** Where the answers are read from; fixed, so that no argument chooses what is looked at. */
const SOURCES = {
  release: '/etc/os-release',
  memory: '/proc/meminfo',
  cpu: '/proc/cpuinfo',
  product: '/sys/class/dmi/id/product_name',
  docker: '/.dockerenv',
  podman: '/run/.containerenv',
  cgroup: '/proc/1/cgroup',
  systemd: '/run/systemd/system',
} as const

/** What kind of machine this is and how it stands, from the kernel's own files: no process is started. */
export const createGetSystemInfo = () =>
  defineTool({
    name: 'get_system_info',
    group: 'system',
    summary: {
      en: 'Tells the operating system, processor, load, memory and uptime of this server',
      fr: 'Donne le système, le processeur, la charge, la mémoire et la durée de fonctionnement de ce serveur',
    },
    access: 'read',
    input,
    output,
    timeoutMs: 5000,
    errors: [],
    effects: () => Object.values(SOURCES).map((path) => ({ kind: 'path', access: 'read', path }) as const),
    async run() {
      const [one = 0, five = 0, fifteen = 0] = os.loadavg()
      const value = {
        os: await distribution(),
        kernel: os.release(),
        architecture: os.machine(),
        hostname: os.hostname(),
        cpu: { model: os.cpus()[0]?.model.trim() || 'unknown', count: os.cpus().length },
        load: { one, five, fifteen },
        memory: await memory(),
        uptimeS: Math.round(os.uptime()),
        virtualization: await virtualization(),
        container: await container(),
        systemd: await exists(SOURCES.systemd),
        node: process.version,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }
      return { ok: true, value }
    },
  })

/** os-release(5): `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"`. */
async function distribution(): Promise<string> {
  const name = /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(await read(SOURCES.release))?.[2]
  return name ?? os.type()
}

/** MemAvailable, because free memory says nothing on a machine that caches files. */
async function memory() {
  const text = await read(SOURCES.memory)
  const bytes = (name: string, otherwise: number): number => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
    return kibibytes === undefined ? otherwise : Number(kibibytes) * 1024
  }
  const totalBytes = bytes('MemTotal', os.totalmem())
  const availableBytes = bytes('MemAvailable', os.freemem())
  return {
    totalBytes,
    availableBytes,
    usedPercent: Math.round((1 - availableBytes / totalBytes) * 1000) / 10,
    swapTotalBytes: bytes('SwapTotal', 0),
    swapFreeBytes: bytes('SwapFree', 0),
  }
}

/** A hypervisor shows itself in the processor's flags; the board's product name says which one. */
async function virtualization(): Promise<string> {
  const flags = /^flags\s*:(.*)$/m.exec(await read(SOURCES.cpu))?.[1] ?? ''
  const product = (await read(SOURCES.product)).trim()
  const named = /kvm|qemu|vmware|virtualbox|hyper-v|virtual machine|xen|bochs|ec2|compute engine/i.test(
    product,
  )
  if (named) return product
  return flags.split(' ').includes('hypervisor') ? 'hypervisor' : 'none'
}

async function container(): Promise<string> {
  if (await exists(SOURCES.docker)) return 'docker'
  if (await exists(SOURCES.podman)) return 'podman'
  return /\b(docker|lxc|kubepods|containerd|libpod)\b/.exec(await read(SOURCES.cgroup))?.[1] ?? 'none'
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
