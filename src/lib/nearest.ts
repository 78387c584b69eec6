/**
 * Edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment,
 * the restricted Damerau-Levenshtein distance.
 */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(rows, i - 2, j - 2) + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return at(rows, a.length, b.length)
}

/** The candidate a person most likely meant, or undefined where none is close (a third of its letters, at least two). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  let best: { readonly name: string; readonly edits: number } | undefined
  for (const name of candidates) {
    const edits = editDistance(wanted, name.toLowerCase())
    if (edits <= Math.max(2, Math.floor(name.length / 3)) && edits < (best?.edits ?? Infinity))
      best = { name, edits }
  }
  return best?.name
}

const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? 0
