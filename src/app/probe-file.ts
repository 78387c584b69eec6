import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ProbeStore } from '../agents/models/probe.ts'

/**
 * Results of probes in a small file of their own, replaced as a whole: the doctor and a running Autohome may both write
 * it. Best effort: without it a model is tried again.
 */
export function openProbes(path: string): ProbeStore {
  const read = (): Record<string, unknown> => {
    try {
      const held: unknown = JSON.parse(readFileSync(path, 'utf8'))
      return typeof held === 'object' && held !== null ? (held as Record<string, unknown>) : {}
    } catch {
      return {}
    }
  }
  return {
    get(key) {
      const held = read()[key]
      return typeof held === 'string' ? held : undefined
    },
    set(key, value) {
      const fresh = `${path}.${process.pid}`
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        writeFileSync(fresh, JSON.stringify({ ...read(), [key]: value }, null, 2), { mode: 0o600 })
        renameSync(fresh, path)
      } catch {
        // A full or read-only data directory is told of by what needs to write there.
      }
    },
  }
}
