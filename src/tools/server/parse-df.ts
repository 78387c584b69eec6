import { oneDecimal, percent } from './figures.ts'
import type { Filesystem } from './shapes/disk.ts'

/** One line of `df -P -T`: device, type, total, used, available, share, mount. Mounts may hold spaces. */
const LINE = /^(.+?)\s+(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(?:(\d+)%|-)\s+(\/.*)$/

interface DfLine {
  readonly device: string
  readonly type: string
  readonly total: number
  readonly used: number
  readonly available: number
  readonly mount: string
}

/**
 * Filesystems that hold no data of anybody's: made of memory, or images that are always full.
 * An overlay is a container's view of a disk that is listed anyway, unless it is all there is (the root inside one).
 */
const PSEUDO = new Set([
  'autofs',
  'cgroup',
  'cgroup2',
  'devpts',
  'devtmpfs',
  'efivarfs',
  'fuse.gvfsd-fuse',
  'fuse.lxcfs',
  'fuse.portal',
  'fuse.snapfuse',
  'iso9660',
  'nsfs',
  'overlay',
  'proc',
  'ramfs',
  'rootfs',
  'squashfs',
  'sysfs',
  'tmpfs',
])

export const isPseudo = ({ type, mount }: { type: string; mount: string }): boolean =>
  PSEUDO.has(type) && !(type === 'overlay' && mount === '/')

/**
 * Joins the answers of `df -P -T -k` and `df -P -T -i`. Sizes are exact to 1 KiB; used percent is of what a normal
 * user can fill, because root's reserve is in neither of df's columns.
 */
export function parseDf(blocks: string, inodes: string): Filesystem[] {
  const inodesByMount = new Map(parseLines(inodes).map((line) => [line.mount, line]))
  return parseLines(blocks)
    .filter((line) => line.total > 0)
    .map((line) => {
      const counted = inodesByMount.get(line.mount)
      return {
        mount: line.mount,
        device: line.device,
        type: line.type,
        sizeBytes: line.total * 1024,
        usedBytes: line.used * 1024,
        availableBytes: line.available * 1024,
        usedPercent: percent(line.used, line.used + line.available),
        // btrfs, vfat and most network filesystems count no inodes.
        ...(counted && counted.total > 0
          ? { inodesUsedPercent: oneDecimal((counted.used / counted.total) * 100) }
          : {}),
      }
    })
}

function parseLines(text: string): DfLine[] {
  return text.split('\n').flatMap((line) => {
    const found = LINE.exec(line)
    if (!found) return []
    const [, device = '', type = '', total, used, available, , mount = ''] = found
    return [{ device, type, total: Number(total), used: Number(used), available: Number(available), mount }]
  })
}
