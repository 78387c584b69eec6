/** A project of the workspace that a run changed files in. */
export interface ChangedProject {
  /** Its directory, relative to the workspace; `.` for the workspace itself. */
  readonly path: string
  /** What was changed, relative to the project. */
  readonly files: readonly string[]
  /** Names of the qa tools that have something to check there. */
  readonly checks: readonly string[]
}
