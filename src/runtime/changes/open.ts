import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Whether the time of any change runs, or ran out, without the journal knowing how it ended. Looks at names alone. */
export function hasOpenChanges(root: string): boolean {
  return namesIn(root).some((run) =>
    namesIn(join(root, run)).some((call) => {
      const has = (name: string) => existsSync(join(root, run, call, name))
      return has('window.json') && !has('settled')
    }),
  )
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
