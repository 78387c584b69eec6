/** One measured figure. Where there is a floor, both were measured in the same run and their ratio is what lasts. */
export interface Figure {
  /** `journal.step-full`: the bench, then what was measured. */
  readonly name: string
  readonly value: number
  /** `1/s`, `ms`, `bytes`: of `value` and of the floor. */
  readonly unit: string
  readonly floor?: { readonly what: string; readonly value: number }
  /** Of the ratio where there is a floor, of the value where there is none. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number }
}

export interface Bench {
  readonly name: string
  run(): Promise<readonly Figure[]>
}

/** Value by floor: above 1 is faster for rates, slower for times. */
export const ratioOf = (figure: Figure): number | undefined =>
  figure.floor && figure.value / figure.floor.value

export function meetsAim(figure: Figure): boolean | undefined {
  if (!figure.aim) return undefined
  const measured = ratioOf(figure) ?? figure.value
  return 'atLeast' in figure.aim ? measured >= figure.aim.atLeast : measured <= figure.aim.atMost
}
