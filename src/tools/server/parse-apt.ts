import type { PendingUpdates } from './shapes/update.ts'

/** `openssl/stable-security,now 3.0.17-1 amd64 [upgradable from: 3.0.16-1]` */
const LINE = /^([^\s/]+)\/(\S+) (\S+) \S+ \[upgradable from: ([^\]]+)\]/

/** Lines of `apt list --upgradable`, by name. Suites that end in -security are how Debian and Ubuntu mark them. */
export function parseUpgradable(text: string): PendingUpdates['updates'] {
  const updates = text.split('\n').flatMap((line) => {
    const [, name, suites, candidate, current] = LINE.exec(line) ?? []
    if (name === undefined || suites === undefined || candidate === undefined || current === undefined)
      return []
    return [
      { name, current, candidate, security: suites.split(',').some((suite) => suite.endsWith('-security')) },
    ]
  })
  return updates.sort((a, b) => a.name.localeCompare(b.name))
}
