/** What an expression may call: how many arguments at least and at most, and what comes of them. */
export interface Callable {
  readonly least: number
  readonly most: number
  readonly apply: (...args: readonly number[]) => number
}

const one = (apply: (x: number) => number): Callable => ({ least: 1, most: 1, apply: (x = 0) => apply(x) })
const several = (apply: (args: readonly number[]) => number): Callable => ({
  least: 1,
  most: Number.POSITIVE_INFINITY,
  apply: (...args) => apply(args),
})

const sum = (args: readonly number[]): number => args.reduce((total, x) => total + x, 0)

function median(args: readonly number[]): number {
  const sorted = [...args].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Half away from zero, as people round; a decimal half is taken as written, although 1.005 is stored a little lower. */
function round(x: number, digits: number): number {
  const power = 10 ** Math.trunc(digits)
  return (Math.sign(x) * Math.round(significant(Math.abs(x) * power))) / power
}

/** 15 significant digits are what a double holds for sure: 0.1 + 0.2 is 0.3 again. */
export const significant = (x: number): number => Number(x.toPrecision(15))

export const FUNCTIONS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['min', several((args) => Math.min(...args))],
  ['max', several((args) => Math.max(...args))],
  ['sum', several(sum)],
  ['mean', several((args) => sum(args) / args.length)],
  ['median', several(median)],
  ['round', { least: 1, most: 2, apply: (x = 0, digits = 0) => round(x, digits) }],
  ['floor', one(Math.floor)],
  ['ceil', one(Math.ceil)],
  ['trunc', one(Math.trunc)],
  ['abs', one(Math.abs)],
  ['sign', one(Math.sign)],
  ['sqrt', one(Math.sqrt)],
  ['cbrt', one(Math.cbrt)],
  ['exp', one(Math.exp)],
  ['log', one(Math.log)],
  ['ln', one(Math.log)],
  ['log2', one(Math.log2)],
  ['log10', one(Math.log10)],
  ['sin', one(Math.sin)],
  ['cos', one(Math.cos)],
  ['tan', one(Math.tan)],
  ['asin', one(Math.asin)],
  ['acos', one(Math.acos)],
  ['atan', one(Math.atan)],
])

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['tau', 2 * Math.PI],
  ['e', Math.E],
])

/** Written after a number: `1.5 GB`, `2 GiB`. Decimal and binary as in IEC 80000-13; the result is in bytes. */
export const UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['PB', 1e15],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
  ['PiB', 2 ** 50],
])
