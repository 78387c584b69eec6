import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { UserError } from '../domain/errors.ts'
import { BLOCK, paddingOf, tarHeader } from '../lib/tar.ts'
import { codeOf } from './storage-errors.ts'

/** A file on the way into an archive: what is on the disk, or bytes that are at hand. */
export interface Packed {
  readonly name: string
  readonly content: Uint8Array | { readonly path: string }
}

/** A file as it went in or came out. */
export interface Hashed {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
}

/**
 * Writes a .tar.gz for its owner's eyes only, whole or not at all. What comes is read one file after the other, so that
 * later ones may depend on what `onWritten` told of earlier ones.
 */
export async function writeArchive(
  file: string,
  files: AsyncIterable<Packed>,
  at: number,
  onWritten: (written: Hashed) => void,
): Promise<void> {
  const draft = `${file}.part-${process.pid}`
  try {
    await pipeline(
      Readable.from(tarBytes(files, at, onWritten), { objectMode: false }),
      createGzip(),
      createWriteStream(draft, { flags: 'wx', mode: 0o600 }),
    )
    const written = await open(draft, 'r')
    try {
      await written.sync()
    } finally {
      await written.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function* tarBytes(
  files: AsyncIterable<Packed>,
  at: number,
  onWritten: (written: Hashed) => void,
): AsyncGenerator<Buffer> {
  for await (const { name, content } of files) {
    const hash = createHash('sha256')
    let bytes = 0
    const { size, pieces } = 'path' in content ? await onDisk(content.path) : atHand(content)
    yield tarHeader(name, size, at)
    for await (const piece of pieces) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
    // The header has told the length: a file that shrank meanwhile would shift everything behind it.
    if (bytes !== size) throw new Error(`${name} became shorter while it was read`)
    yield Buffer.alloc(paddingOf(bytes))
    onWritten({ name, sha256: hash.digest('hex'), bytes })
  }
  yield Buffer.alloc(2 * BLOCK)
}

interface Source {
  readonly size: number
  readonly pieces: AsyncIterable<Buffer>
}

const atHand = (content: Uint8Array): Source => ({
  size: content.length,
  pieces: Readable.from([Buffer.from(content)]),
})

/** As long as it is now: what is written to it meanwhile is left out. */
async function onDisk(path: string): Promise<Source> {
  const { size } = await stat(path)
  return { size, pieces: size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 }) }
}

/** A file on the way out. Its content must be read before the next one is asked for. */
export interface Unpacked {
  readonly name: string
  readonly size: number
  readonly content: AsyncIterable<Buffer>
}

/**
 * The files of a .tar.gz, in their order.
 *
 * @throws UserError `bad_input` where the archive is damaged, cut off, or none
 */
export async function* readArchive(file: string): AsyncGenerator<Unpacked> {
  const unzipped = createGunzip()
  const piped = pipeline(createReadStream(file), unzipped)
  piped.catch(() => undefined)
  const bytes = takeFrom(unzipped, (error) => damaged(file, error))
  try {
    for (;;) {
      const header = Buffer.concat(await all(bytes(BLOCK)))
      if (header.every((byte) => byte === 0)) return
      const { name, size } = readHeader(header)
      yield { name, size, content: bytes(size) }
      await all(bytes(paddingOf(size)))
    }
  } catch (error) {
    throw damaged(file, error)
  } finally {
    unzipped.destroy()
    await piped.catch(() => undefined)
  }
}

/** Hands out exactly so many bytes of a stream, in pieces. What goes wrong with the stream is thrown as `told` says it. */
function takeFrom(
  stream: AsyncIterable<Buffer>,
  told: (error: unknown) => Error,
): (count: number) => AsyncGenerator<Buffer> {
  const source = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  return async function* (count) {
    for (let missing = count; missing > 0; ) {
      if (rest.length === 0) {
        const next = await source.next().catch((error: unknown) => {
          throw told(error)
        })
        if (next.done === true) throw told(new Error('it ends too early'))
        rest = next.value
      }
      const piece = rest.subarray(0, missing)
      rest = rest.subarray(piece.length)
      missing -= piece.length
      yield piece
    }
  }
}

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const found: Buffer[] = []
  for await (const piece of pieces) found.push(piece)
  return found
}

/** @throws Error where the block is not the header of a plain file */
function readHeader(block: Buffer): { readonly name: string; readonly size: number } {
  const text = (at: number, length: number) => block.toString('utf8', at, at + length).replace(/\0.*$/su, '')
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (Number.parseInt(text(148, 8), 8) !== sum) throw new Error('a header has another checksum')
  if (text(156, 1) !== '0') throw new Error('it holds something that is not a plain file')
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8)
  const prefix = text(345, 155)
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size }
}

function damaged(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error
  if (/^E[A-Z]+$/.test(codeOf(error)) && codeOf(error) !== 'EPIPE')
    return new UserError(
      'storage',
      {
        en: `${file} cannot be read (${codeOf(error)}): check the path and its permissions.`,
        fr: `${file} est illisible (${codeOf(error)}) : vérifiez le chemin et ses droits.`,
      },
      { cause: error },
    )
  const why = error instanceof Error ? error.message : String(error)
  return new UserError(
    'bad_input',
    {
      en: `${file} is not a whole backup of Autohome (${why}): take another copy of it.`,
      fr: `${file} n’est pas une sauvegarde complète d’Autohome (${why}) : prenez-en une autre copie.`,
    },
    { cause: error },
  )
}
