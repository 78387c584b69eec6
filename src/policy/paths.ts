import { dirname } from 'node:path'
import { linksLike } from './links.ts'
import type { Compiled, Kind, PathRule, Rule } from './model.ts'
import { type Frame, note } from './shell/frame.ts'
import { globsMeet, mayLieBelow } from './globs.ts'
import { ANY, BELOW, SEGMENT, type Value, value } from './shell/value.ts'

/**
 * Judges one path that a command reads, lists, writes, changes or deletes: by the file's `paths`, of which the first
 * that fits decides, and otherwise by whether it lies in the workspace.
 */
export function judgePath(frame: Frame, kind: Kind, path: Value, part: string): void {
  const { text } = path
  if (text.length > MAX_PATH) return note(frame, 'paths.unknown', part)
  if (text === '-' && kind !== 'remove') return
  if (text === '' && !path.many) return
  if (kind === 'write' && hasOddName(text)) note(frame, 'paths.odd-name', part)
  if (text.endsWith(`/${BELOW}`)) {
    return judgePath(
      frame,
      kind === 'read' ? 'tree' : kind,
      value(text.slice(0, -2) || '/', false, path.source),
      part,
    )
  }
  if (text.includes(BELOW)) return note(frame, 'paths.unknown', part)
  if (text.includes(ANY)) return judgeUnknown(frame, kind, text, part)
  if (text.startsWith('/') || text.startsWith('~')) return judgeFrom(frame, kind, '/', text, part)
  const { dirs } = frame.cwd
  if (!dirs) return note(frame, kind === 'list' ? 'files.read' : 'paths.unknown', part)
  for (const dir of dirs) judgeFrom(frame, kind, dir, text, part)
}

/** The kernel's own limit. */
const MAX_PATH = 4096

/** What is known of it still counts: `/etc/$x` may be nothing but `/etc/`. Beyond that it may be anywhere. */
function judgeUnknown(frame: Frame, kind: Kind, text: string, part: string): void {
  const known = text.slice(0, text.indexOf(ANY))
  if (known !== '' && (kind === 'remove' || kind === 'change')) {
    judgePath(frame, kind, value(known, false, part), part)
  }
  if (known !== '' && kind === 'list' && touchesHome(frame, known)) note(frame, 'self.home', part)
  note(frame, kind === 'list' ? 'files.read' : 'paths.unknown', part)
}

const touchesHome = (frame: Frame, known: string): boolean =>
  known.startsWith(frame.judgement.policy.places.home) &&
  !known.startsWith(frame.judgement.policy.places.workspace)

function judgeFrom(frame: Frame, kind: Kind, dir: string, text: string, part: string): void {
  const path = resolvePath(dir, text, frame.judgement.policy.places.userHome)
  if (path === undefined) return note(frame, kind === 'list' ? 'files.read' : 'paths.unknown', part)
  judgeAbsolute(frame, kind, path, part)
  if (kind !== 'list' && mayLeaveByLink(frame, dir, text)) note(frame, 'paths.unknown', part)
  const { realpath } = frame.judgement.policy.places
  if (realpath && path.includes(SEGMENT) && (kind === 'read' || kind === 'tree')) {
    for (const link of linksLike(path)) judgeAbsolute(frame, kind, realpath(link), part)
  }
  // What this very shell has open is judged where it opens it; this process has other things open.
  if (!realpath || path.includes(SEGMENT) || OWN_DESCRIPTOR.test(path)) return
  const real = realpath(path)
  if (real !== path) judgeAbsolute(frame, kind, real, part)
}

/** Bash's names for its own files: `diff <(a) <(b)` reads /dev/fd/63. */
const OWN_DESCRIPTOR = /^(?:\/dev\/(?:fd\/\d+|std(?:in|out|err))|\/proc\/self\/fd\/\d+)$/

/** The kernel goes up from where a link leads, not from where it stands: `/proc/self/root/../etc` is `/etc`. */
const mayLeaveByLink = (frame: Frame, dir: string, text: string): boolean =>
  /[^/.][^/]*\/+\.\.(?:\/|$)/.test(text) ||
  (frame.cwd.moved && /^(?:\.\/+)*\.\.(?:\/|$)/.test(text) && !isInside(frame, dir))

function judgeAbsolute(frame: Frame, kind: Kind, path: string, part: string): void {
  const { policy } = frame.judgement
  const everything = (kind === 'remove' || kind === 'change') && path.endsWith(`/${SEGMENT}`)
  // The workspace may lie in Autohome's own directory; what is in it is not Autohome's.
  const paths =
    isInside(frame, path) && path.startsWith(policy.places.home) ? policy.paths.slice(1) : policy.paths
  const found = findRule(paths, kind, path) ?? (everything ? findRule(paths, kind, dirname(path)) : undefined)
  if (found) return note(frame, found, part)
  if (kind === 'tree' && isExposed(policy, path)) note(frame, 'files.exposed-tree', part)
  const inside = isInside(frame, path)
  if (kind === 'remove') note(frame, 'files.delete', part)
  if (kind === 'write') note(frame, inside ? 'files.write' : 'paths.outside', part)
  if (kind === 'change' && !inside) note(frame, 'paths.outside', part)
  if (kind === 'read' || kind === 'tree' || kind === 'list') note(frame, 'files.read', part)
}

/** The first rule whose pattern the path fits, or may fit where it holds a glob. */
function findRule(rules: readonly PathRule[], kind: Kind, path: string): Rule | undefined {
  const known = !path.includes(SEGMENT)
  return decisiveRule(rules, ({ rule, kinds, regex, globs }) => {
    if (!kinds.has(kind)) return false
    return known ? regex.test(path) : rule.decision !== 'allow' && globs.some((glob) => mayMean(glob, path))
  })
}

/** A bare `*` means every file there is, not the one that a pattern for all directories is after. */
const mayMean = (glob: string, path: string): boolean =>
  !(glob.startsWith('/**/') && path.endsWith(`/${SEGMENT}`)) && globsMeet(glob, path)

/** The first that fits, except that the owner's gives way to what the shipped file never does. */
export function decisiveRule<T extends { readonly rule: Rule; readonly owner: boolean }>(
  rules: readonly T[],
  fits: (one: T) => boolean,
): Rule | undefined {
  let first: Rule | undefined
  for (const one of rules) {
    if ((first && one.owner) || !fits(one)) continue
    if (!one.owner) return first && one.rule.category !== 'never' ? first : one.rule
    first = one.rule
  }
  return first
}

/** Whether a directory that is read whole holds something that may not be read. */
function isExposed({ exposed }: Compiled, path: string): boolean {
  const segments = path === '/' ? [''] : path.split('/')
  return exposed.some((globs) => mayLieBelow(globs, segments))
}

function isInside(frame: Frame, path: string): boolean {
  const { judgement } = frame
  if (judgement.mode === 'sandbox' && isBelow(path, '/workspace')) return true
  return isBelow(path, judgement.policy.places.workspace)
}

const isBelow = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(dir.endsWith('/') ? dir : `${dir}/`)

/** Names that another program's command line would read as something else: an option, or two words. */
const hasOddName = (text: string): boolean => /(?:^|\/)-[^/]|\s[-/~]|\s$|[\n\r\t]/.test(text)

/**
 * Lexical resolution. @returns undefined where a glob may stand for `..`
 */
export function resolvePath(dir: string, text: string, userHome: string): string | undefined {
  const from = text === '~' || text.startsWith('~/') ? userHome + text.slice(1) : text
  const whole = from.startsWith('/') ? from : `${dir}/${from}`
  if (!NOT_NORMAL.test(whole)) return whole
  const kept: string[] = []
  for (const segment of whole.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') kept.pop()
    else if (/^\.+\x01[.\x01]*$/.test(segment)) return undefined
    else kept.push(segment)
  }
  return `/${kept.join('/')}`
}

const NOT_NORMAL = /\/(?:\/|\.|$)/
