/** Remembers the latest `max` ids. A resumed gateway delivers again what was delivered before. */
export function createSeen(max = 5_000): { readonly isNew: (id: string) => boolean } {
  const held = new Set<string>()
  return {
    isNew(id) {
      if (held.has(id)) return false
      held.add(id)
      if (held.size > max) for (const oldest of held) return held.delete(oldest)
      return true
    },
  }
}
