import { readFileSync } from 'node:fs'
import { type Root, treeOf } from './process-tree.ts'

/** How much memory the commands of a run hold at this moment. */
export interface MemoryMeter {
  /** Called when a command of that scope has started; the returned function when it has ended. */
  started(scope: string, root: Root): () => void
  /** Bytes in RAM of every living process of the scope's commands; pages that they share are counted in each. */
  bytesOf(scope: string): number
}

export function createMemoryMeter(): MemoryMeter {
  const roots = new Map<string, Set<Root>>()
  return {
    started(scope, root) {
      const held = roots.get(scope) ?? new Set<Root>()
      roots.set(scope, held.add(root))
      return () => {
        held.delete(root)
        if (held.size === 0) roots.delete(scope)
      }
    },
    bytesOf(scope) {
      let bytes = 0
      for (const root of roots.get(scope) ?? [])
        for (const { pid } of treeOf(root)) bytes += residentBytes(pid)
      return bytes
    },
  }
}

/** proc(5): VmRSS, in kibibytes; 0 for a process that is gone by now. */
function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
