/** A file as it goes into an archive. */
export interface ArchivedFile {
  /** At most 100 bytes of UTF-8, or a directory of at most 155 before a `/` and these. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Everything in an archive fills whole blocks of so many bytes. */
export const BLOCK = 512

/**
 * A tar archive of plain files: POSIX ustar, as every tar reads it. Files belong to nobody and may be read by their owner.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 *
 * @param modifiedAt milliseconds since the epoch, of all of them
 */
export function tarOf(files: readonly ArchivedFile[], modifiedAt: number): Buffer {
  const parts = files.flatMap(({ name, bytes }) => [
    tarHeader(name, bytes.length, modifiedAt),
    bytes,
    Buffer.alloc(paddingOf(bytes.length)),
  ])
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

/** Bytes that fill the last block of a file. */
export const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

/** The largest size that its eleven octal digits hold: 8 GiB less one byte. */
const MOST_OCTAL = 8 ** 11 - 1

/**
 * The block before a file. A size beyond the standard's is written as GNU tar and star do, in base 256.
 *
 * @throws Error for a name that does not fit
 */
export function tarHeader(path: string, size: number, modifiedAt: number): Buffer {
  const { name, prefix } = splitName(path)
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at)
  block.write(name, 0)
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  if (size <= MOST_OCTAL) octal(size, 124, 12)
  else {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(size), 128)
  }
  octal(Math.floor(modifiedAt / 1000), 136, 12)
  block.fill(' ', 148, 156)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  block.write(prefix, 345)
  // The sum counts its own field as blanks.
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function splitName(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { name, prefix }
  }
  throw new Error(`${path} is too long a name for an archive`)
}
