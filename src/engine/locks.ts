import type { Effect } from '../domain/effect.ts'
import { orAborted } from '../lib/abort.ts'

/** Writing calls on the same thing go one after the other, whichever run they belong to. */
export interface Locks {
  /** Resolves with the release once every name is free; names are taken in one order, so that nobody waits in a ring. */
  acquire(names: readonly string[], signal: AbortSignal): Promise<() => void>
}

const nothing = () => undefined

export function createLocks(): Locks {
  const tails = new Map<string, Promise<void>>()

  async function acquireOne(name: string, signal: AbortSignal): Promise<() => void> {
    const before = tails.get(name)
    let free = nothing
    const mine = new Promise<void>((resolve) => {
      free = () => resolve(undefined) as undefined
    })
    const tail = before ? before.then(() => mine) : mine
    tails.set(name, tail)
    const release = () => {
      free()
      if (tails.get(name) === tail) tails.delete(name)
    }
    if (!before) return release
    try {
      await orAborted(before, signal)
    } catch (error) {
      release()
      throw error
    }
    return release
  }

  return {
    async acquire(names, signal) {
      if (names.length === 0) return nothing
      const releases: (() => void)[] = []
      try {
        for (const name of [...new Set(names)].sort()) releases.push(await acquireOne(name, signal))
      } catch (error) {
        for (const release of releases) release()
        throw error
      }
      return () => {
        for (const release of releases) release()
      }
    },
  }
}

/** Programs that change one named thing: the word after the verb is what must not be changed twice at once. */
const MANAGERS: Readonly<Record<string, string>> = {
  systemctl: 'service',
  service: 'service',
  docker: 'container',
}
const PACKAGE_TOOLS = new Set(['apt', 'apt-get', 'dpkg', 'dnf', 'yum', 'pacman', 'apk', 'zypper'])

/** What a writing call must have to itself. A shell text is read by its words: a lock too many only costs a moment. */
export function resourcesOf(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    switch (effect.kind) {
      case 'path':
        return effect.access === 'write' ? [`path:${effect.path}`] : []
      case 'container':
      case 'service':
        return [`${effect.kind}:${effect.name}`]
      case 'command':
        return resourcesOfWords(effect.text.split(/[\s;&|()]+/))
      case 'program':
        return resourcesOfWords(effect.argv)
      case 'url':
      case 'task':
        return []
      default:
        return effect satisfies never
    }
  })
}

function resourcesOfWords(words: readonly string[]): string[] {
  const names: string[] = []
  let manager: string | undefined
  for (const word of words) {
    const program = word.slice(word.lastIndexOf('/') + 1)
    if (PACKAGE_TOOLS.has(program)) names.push('packages')
    else if (MANAGERS[program]) manager = MANAGERS[program]
    else if (manager && !word.startsWith('-')) names.push(`${manager}:${word.replace(/\.service$/, '')}`)
  }
  return names
}
