/** How far git looks for a NUL before it calls a file text (buffer_is_binary, FIRST_FEW_BYTES). */
const LOOKED_AT = 8000

export const isBinary = (data: Uint8Array): boolean => data.subarray(0, LOOKED_AT).includes(0)

/** Bytes that are no UTF-8 become replacement characters. */
export const decode = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8')
