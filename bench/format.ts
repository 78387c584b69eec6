import { type Figure, meetsAim, ratioOf } from './figure.ts'

/** A line a figure: name, value, its floor, the ratio, the aim and whether it is met. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${short(figure.value)} ${figure.unit}`,
    figure.floor ? `${short(figure.floor.value)} ${figure.unit}` : '',
    optional(ratioOf(figure), short),
    aimText(figure),
    figure.floor?.what ?? '',
  ])
  return table([['figure', 'measured', 'floor', 'ratio', 'aim', 'the floor is'], ...rows])
}

/** For programs: the same figures, with ratio and whether the aim is met spelt out. */
export const figuresAsJson = (figures: readonly Figure[]): string =>
  JSON.stringify(
    {
      node: process.version,
      at: new Date().toISOString(),
      figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: meetsAim(figure) })),
    },
    null,
    2,
  )

function aimText(figure: Figure): string {
  if (!figure.aim) return ''
  const bound = 'atLeast' in figure.aim ? `≥ ${figure.aim.atLeast}` : `≤ ${figure.aim.atMost}`
  return `${bound} ${meetsAim(figure) ? 'met' : 'missed'}`
}

const optional = <T>(value: T | undefined, text: (value: T) => string): string =>
  value === undefined ? '' : text(value)

/** Three figures that count: 48,512 → 48,500; 0.4312 → 0.431. */
const short = (value: number): string =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
