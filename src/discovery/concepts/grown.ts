/** The same numbers with room for at least `needed`; doubling keeps the copying linear in all. */
export function grown(list: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, list.length * 2))
  larger.set(list)
  return larger
}
