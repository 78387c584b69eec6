const KEPT = 500

/** Lines typed before, newest last, for the arrow keys; what is being typed is kept as the last one. */
export function createHistory(lines: readonly string[] = []) {
  const held = lines.slice(-KEPT)
  let at = held.length
  let draft = ''
  return {
    add(text: string): void {
      if (text.trim() !== '' && held.at(-1) !== text) held.push(text)
      if (held.length > KEPT) held.shift()
      at = held.length
      draft = ''
    },
    older(current: string): string | undefined {
      if (at === 0) return undefined
      if (at === held.length) draft = current
      return held[--at]
    },
    newer(): string | undefined {
      if (at >= held.length) return undefined
      at++
      return held[at] ?? draft
    },
  }
}
export type History = ReturnType<typeof createHistory>
