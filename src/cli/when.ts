/** `2026-11-20 14:32`: sorts, and is read the same everywhere. Milliseconds since the epoch. */
export function minuteIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
  return (at) => format.format(at)
}
