const BLOCK = 512

/** The first file or link of an archive, as a container's archive route sends it for one path. */
export type TarEntry = { readonly file: Buffer } | { readonly link: string }

/**
 * Reads the one entry that such an archive holds; extension headers (pax) before it are passed over.
 * Format: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function firstEntry(archive: Buffer): TarEntry | undefined {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK)
    const size = Number.parseInt(text(header, 124, 12), 8) || 0
    const start = at + BLOCK
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === '0' || type === '\0') return { file: archive.subarray(start, start + size) }
    if (type === '2') return { link: text(header, 157, 100) }
    if (type !== 'x' && type !== 'g') return undefined
    at = start + Math.ceil(size / BLOCK) * BLOCK
  }
  return undefined
}

/** A field of fixed length, up to its first NUL. */
function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field
    .subarray(0, end < 0 ? length : end)
    .toString('utf8')
    .trim()
}
