/**
 * French sets a narrow no-break space before ? ! ; and % and a no-break space before : and inside « ». The catalogue is
 * written with plain spaces, which editors do not lose, and gets its typography here, once.
 */
export function frenchSpacing<T extends Record<string, string>>(sentences: T): T {
  const entries = Object.entries(sentences).map(([key, text]) => [key, frenchText(text)])
  return Object.fromEntries(entries) as T
}

export const NO_BREAK = '\u00a0'
export const NARROW = '\u202f'

/** One text that does not stand in the catalogue. */
export const frenchText = (text: string): string =>
  text
    .replaceAll(/ ([?!;%])/g, `${NARROW}$1`)
    .replaceAll(/ :(?= |$|\{)/g, `${NO_BREAK}:`)
    .replaceAll('« ', `«${NO_BREAK}`)
    .replaceAll(' »', `${NO_BREAK}»`)
