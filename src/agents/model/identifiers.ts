/** Names as a model makes them, as ids: small letters, digits and dashes, each of them once and none of `reserved`. */
export function identifiers(names: readonly string[], reserved: readonly string[] = []): readonly string[] {
  const taken = new Set(reserved)
  return names.map((name) => {
    const plain = idOf(name)
    let id = plain
    for (let n = 2; taken.has(id); n++) id = `${plain}-${n}`
    taken.add(id)
    return id
  })
}

export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST) || 'x'

const LONGEST = 40
