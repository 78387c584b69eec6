import type { StreamName } from '../host/pipes.ts'

/** A piece of one of a container's two streams. */
export interface Frame {
  readonly stream: StreamName
  readonly bytes: Buffer
}

const HEADER = 8

/**
 * Takes the attached stream of a container apart: an 8-byte header (stream, three zeros, length in big endian) before
 * each payload. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 * Payloads are handed on as they come, in pieces where chunks cut them.
 */
export function createFrames(): (chunk: Buffer) => readonly Frame[] {
  let header = Buffer.alloc(0)
  let stream: StreamName = 'stdout'
  let left = 0
  return (chunk) => {
    const frames: Frame[] = []
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        const part = chunk.subarray(at, at + HEADER - header.length)
        header = Buffer.concat([header, part])
        at += part.length
        if (header.length < HEADER) break
        stream = header[0] === 2 ? 'stderr' : 'stdout'
        left = header.readUInt32BE(4)
        header = Buffer.alloc(0)
        continue
      }
      const bytes = chunk.subarray(at, at + left)
      frames.push({ stream, bytes })
      at += bytes.length
      left -= bytes.length
    }
    return frames
  }
}
