import { COMMAND_MARKER } from '../../lib/command-marker.ts'

/**
 * What a command inherits. An allowlist, because secrets (tokens, keys) and ways to change what a program means
 * (BASH_ENV, LD_PRELOAD, NODE_OPTIONS, exported functions …) have too many names to forbid one by one.
 */
const INHERITED = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TZ',
  'TMPDIR',
  'XDG_RUNTIME_DIR', // systemctl --user, rootless docker
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_HOST',
])

/** What even a tool of ours may not set: the search path and everything a loader, shell or interpreter obeys. */
const FORBIDDEN =
  /^(?:PATH|IFS|ENV|CDPATH|GLOBIGNORE|SHELLOPTS|PS4|PROMPT_COMMAND|(?:BASH|LD|DYLD)_?.*|GCONV_PATH|NODE_(?:OPTIONS|PATH)|PYTHON(?:PATH|STARTUP|HOME)|PERL5?(?:LIB|OPT|DB).*|RUBY(?:LIB|OPT)|GIT_.*|.*PAGER|LESS(?:OPEN|CLOSE)|EDITOR|VISUAL)$/

/** Where the runner finds again what it started: every descendant that did not wipe its environment carries it. */
export const MARKER = COMMAND_MARKER

export interface EnvironmentParts {
  /** Usually `process.env`; only harmless names of it are taken. */
  readonly base: Readonly<Record<string, string | undefined>>
  readonly trustedPath: readonly string[]
  readonly marker: string
  readonly added: Readonly<Record<string, string>>
}

/** Language is C.UTF-8 whatever the owner speaks: the output of commands is parsed, and compared between machines. */
export function commandEnvironment({
  base,
  trustedPath,
  marker,
  added,
}: EnvironmentParts): Record<string, string> {
  const inherited: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = base[name]
    if (value !== undefined) inherited[name] = value
  }
  return {
    ...inherited,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    ...added,
    PATH: trustedPath.join(':'),
    [MARKER]: marker,
  }
}

/** The first name that may not be added, or undefined. */
export const forbiddenName = (added: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(added).find((name) => FORBIDDEN.test(name) || name === MARKER || !/^[A-Za-z_]\w*$/.test(name))
