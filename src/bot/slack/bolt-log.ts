import type { Logger, LogLevel } from '@slack/bolt'
import type { Log } from '../../lib/log.ts'

/**
 * Slack's libraries write into our log. Their debug lines hold every request and every message, so they are left out;
 * what they call an error (a connection that broke, say) is mended by trying again, so here it is a warning.
 */
export function boltLog(log: Log, level: LogLevel): Logger {
  const text = (parts: readonly unknown[]): string =>
    parts
      .map((part) => (part instanceof Error ? part.message : String(part)))
      .join(' ')
      .slice(0, 1_000)
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(text(parts)),
    warn: (...parts) => log.warn(text(parts)),
    error: (...parts) => log.warn(text(parts)),
    setLevel: () => undefined,
    getLevel: () => level,
    setName: () => undefined,
  }
}
