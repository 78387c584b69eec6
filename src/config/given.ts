/** A value before it is checked, and where it was written. */
export interface Given {
  readonly key: string
  readonly value: unknown
  /** What a person called it: the variable's name, or the key in the file. */
  readonly name: string
  /** `environment`, or `/path/to/file:12`. */
  readonly origin: string
}
