import { SEGMENT } from './shell/value.ts'

/**
 * Patterns of the policy file: `*` is any text without a slash, `**` any number of directories.
 * One regular expression for several patterns.
 */
export function globsToRegex(globs: readonly string[]): RegExp {
  return new RegExp(`^(?:${globs.map(globSource).join('|')})$`)
}

const SPECIAL = /\/\*\*|[*\\^$.|?+()[\]{}]/g

const globSource = (glob: string): string =>
  glob.replace(SPECIAL, (sign) => {
    if (sign === '/**') return '(?:/[^/]+)*'
    return sign === '*' ? '[^/]*' : `\\${sign}`
  })

/** Whether a pattern and a path with unknown stretches can mean the same file. */
export function globsMeet(glob: string, path: string): boolean {
  return segmentsMeet(glob.split('/'), path.split('/'), 0, 0)
}

function segmentsMeet(globs: readonly string[], segments: readonly string[], g: number, s: number): boolean {
  const glob = globs[g]
  if (glob === undefined) return s === segments.length
  if (glob === '**') {
    for (let skip = s; skip <= segments.length; skip++)
      if (segmentsMeet(globs, segments, g + 1, skip)) return true
    return false
  }
  const segment = segments[s]
  if (segment === undefined || !textsMeet(glob, segment)) return false
  return segmentsMeet(globs, segments, g + 1, s + 1)
}

/**
 * Both sides hold stretches of unknown text: `*` in the pattern, SEGMENT in the path. A table over both, row by row, since
 * trying every way would take for ever on a text of many globs.
 */
function textsMeet(glob: string, text: string): boolean {
  let row: boolean[] = [true]
  for (let g = 0; g < glob.length && glob[g] === '*'; g++) row[g + 1] = true
  for (const char of text) {
    const unknown = char === SEGMENT
    const next: boolean[] = [unknown && row[0] === true]
    for (let g = 1; g <= glob.length; g++) {
      const sign = glob[g - 1]
      if (sign === '*') next[g] = row[g] === true || next[g - 1] === true
      else if (unknown) next[g] = row[g] === true || next[g - 1] === true
      else next[g] = sign === char && row[g - 1] === true
    }
    row = next
  }
  return row[glob.length] === true
}

/** The segments of a pattern, split once. Patterns that start with `**` are everywhere and lie below nothing. */
export const splitGlobs = (globs: readonly string[]): readonly (readonly string[])[] =>
  globs.map((glob) => glob.split('/')).filter((segments) => segments[1] !== '**')

/** Whether a pattern names something below a directory. */
export function mayLieBelow(globs: readonly string[], segments: readonly string[]): boolean {
  if (globs.length <= segments.length || globs[segments.length] === '**') return false
  for (let i = 1; i < segments.length; i++) {
    const [own, segment] = [globs[i] ?? '', segments[i] ?? '']
    if (own === '**' || (own !== segment && !textsMeet(own, segment))) return false
  }
  return true
}
