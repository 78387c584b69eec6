/** One decimal: as much as anybody reads. */
export const oneDecimal = (value: number): number => Math.round(value * 10) / 10

/** Share in percent with one decimal; nothing of nothing is 0. */
export const percent = (part: number, whole: number): number =>
  whole <= 0 ? 0 : oneDecimal((part / whole) * 100)

export const nonEmptyLines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** Spreads into an object literal: `{ ...given('pid', pid) }` leaves the key out where there is no value. */
export const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
