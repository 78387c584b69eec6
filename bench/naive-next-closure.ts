import type { FormalContext } from '../src/discovery/context/formal-context.ts'
import { has } from '../src/discovery/bitset.ts'

/** The floor: NextClosure as it stands in the book, on tables of truth values, each closure from scratch. */
export function createNaiveNextClosure(context: FormalContext): { advance(): boolean } {
  const n = context.attributes.length
  const rows = context.rows.map((row) => Array.from({ length: n }, (_, m) => has(row, m)))
  let set: boolean[] | undefined

  function closure(of: readonly boolean[]): boolean[] {
    const closed = Array.from({ length: n }, () => true)
    for (const row of rows) {
      let holds = true
      for (let m = 0; m < n && holds; m++) if (of[m] && !row[m]) holds = false
      if (holds) for (let m = 0; m < n; m++) if (!row[m]) closed[m] = false
    }
    return closed
  }

  function after(last: readonly boolean[]): boolean[] | undefined {
    const kept = [...last]
    for (let i = n - 1; i >= 0; i--) {
      if (kept[i]) {
        kept[i] = false
        continue
      }
      kept[i] = true
      const closed = closure(kept)
      kept[i] = false
      let same = true
      for (let m = 0; m < i && same; m++) if (closed[m] && !kept[m]) same = false
      if (same) return closed
    }
    return undefined
  }

  return {
    advance() {
      set = set ? after(set) : closure(Array.from({ length: n }, () => false))
      return set !== undefined
    },
  }
}
