/** Controls, bidi marks and the like from requests and titles: written out, so that no terminal obeys them. */
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Foreign text, byte for byte as it is but for what a terminal would obey or hide: for commands. */
export const visible = (text: string): string =>
  text.replaceAll(NOT_SHOWN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** Foreign text on one line: for titles and requests. */
export const oneLine = (text: string): string => visible(text.trim().replaceAll(/\s+/g, ' '))

/**
 * Rows as aligned columns, two blanks apart; the last column is cut where a terminal ends, and never in a pipe.
 *
 * @param width columns of the terminal; undefined in a pipe
 */
export function table(rows: readonly (readonly string[])[], width: number | undefined): readonly string[] {
  const clean = rows.map((row) => row.map(oneLine))
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => lengthOf(row[column] ?? ''))),
  )
  return clean.map((row) => {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)),
    )
    return cut(cells.join('  ').trimEnd(), width)
  })
}

const cut = (line: string, width: number | undefined): string => {
  const characters = [...line]
  return width === undefined || characters.length <= width
    ? line
    : `${characters.slice(0, width - 1).join('')}…`
}

const lengthOf = (text: string): number => [...text].length
