/** Matches a file name; `*` any characters, `?` one, everything else itself. */
export type NameMatcher = (name: string) => boolean

/**
 * By going back to the last star only, which takes at most the product of both lengths: a pattern cannot make it
 * run away as a regular expression could. Algorithm: Kirk J. Krauss, "Matching Wildcards", Dr. Dobb's, 2008.
 */
export function createNameMatcher(pattern: string): NameMatcher {
  const wanted = [...pattern]
  return (text) => {
    const name = [...text]
    let p = 0
    let n = 0
    let star: { readonly p: number; n: number } | undefined
    while (n < name.length) {
      if (wanted[p] === '*') {
        star = { p, n }
        p++
      } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === name[n])) {
        p++
        n++
      } else if (star) {
        star.n++
        p = star.p + 1
        n = star.n
      } else return false
    }
    while (wanted[p] === '*') p++
    return p === wanted.length
  }
}
