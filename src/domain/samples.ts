/** One measurement of a series, e.g. `disk:/srv`. Times in milliseconds since the epoch. */
export interface Sample {
  readonly at: number
  readonly value: number
}

/** A kind of message that was seen. */
export interface Sighting {
  readonly print: string
  readonly firstAt: number
  readonly lastAt: number
}

/** The week as the journal has it. */
export interface RunFigures {
  readonly total: number
  readonly byResult: Readonly<Record<string, number>>
  readonly workflows: readonly { readonly name: string; readonly runs: number; readonly failed: number }[]
  readonly incidents: readonly {
    readonly reason: string
    readonly severity: string
    readonly count: number
  }[]
}

/** What Autohome remembers of the machine from one run to the next, so that it can tell a change. */
export interface Samples {
  /** Kept unless the newest of the series is younger than ten minutes: a check after the work measures again. */
  add(series: string, sample: Sample): void
  /** Oldest first. */
  since(series: string, at: number): readonly Sample[]
  /** Notes what was seen; what is known keeps its first time. */
  see(kind: string, sightings: readonly Sighting[]): void
  seen(kind: string): readonly Sighting[]
  /** Runs that began since then, and their incidents. */
  runs(since: number): RunFigures
}
