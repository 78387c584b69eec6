/**
 * Head and tail of a long text with a line between that says how much was left out; a short one as it is.
 * `limit` is in characters; no surrogate pair is cut in two.
 */
export function excerpt(text: string, limit: number): string {
  if (text.length <= limit) return text
  const half = Math.floor(limit / 2)
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, '')
  const tail = text.slice(-half).replace(/^[\udc00-\udfff]/, '')
  return `${head}\n… ${text.length - head.length - tail.length} characters left out …\n${tail}`
}
