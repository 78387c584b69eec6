/** A file as it goes into an archive. */
export interface ArchivedFile {
  /** At most 100 bytes of UTF-8. */
  readonly name: string
  readonly bytes: Uint8Array
}

const BLOCK = 512

/**
 * A tar archive of plain files: POSIX ustar, as every tar reads it. Files belong to nobody and may be read by their owner.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 *
 * @param modifiedAt milliseconds since the epoch, of all of them
 */
export function tarOf(files: readonly ArchivedFile[], modifiedAt: number): Buffer {
  const parts = files.flatMap(({ name, bytes }) => [
    header(name, bytes.length, modifiedAt),
    bytes,
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ])
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(name: string, size: number, modifiedAt: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for an archive`)
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at)
  block.write(name, 0)
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(Math.floor(modifiedAt / 1000), 136, 12)
  block.fill(' ', 148, 156)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  // The sum counts its own field as blanks.
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
