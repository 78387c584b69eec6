/** A whole output, kept by what it is: the name is the sha256 of the bytes. */
export interface BlobRef {
  readonly sha256: string
  readonly bytes: number
  /** More was produced than is kept: `bytes` and `sha256` are of what is kept. */
  readonly truncated?: boolean
}

export interface BlobWriter {
  /** Resolves when the writer can take more. */
  write(chunk: Uint8Array): Promise<void>
  /** Synced to disk when it resolves. */
  finish(): Promise<BlobRef>
  /** Throws away what was written. Never rejects. */
  abort(): Promise<void>
}

export interface Blobs {
  put(data: Uint8Array | string): Promise<BlobRef>
  writer(): BlobWriter
  /** @throws UserError `not_found` */
  read(sha256: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array>
}
