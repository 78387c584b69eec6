export interface PolicyFile {
  /** For messages. */
  readonly name: string
  readonly text: string
}

/** Remembers policies by the digest of everything that has a say in them. */
export interface CheckedBefore {
  knows(digest: string): boolean
  remember(digest: string): void
}

export interface PolicyOptions {
  /** The file that comes with Autohome. */
  readonly base: PolicyFile
  /** The owner's additions, on top. */
  readonly owner?: PolicyFile
  /** AUTOHOME_HOME: nothing but Autohome itself touches it. */
  readonly home: string
  readonly workspace: string
  readonly userHome: string
  /** Sockets that give their user the machine, beside those that the file names. */
  readonly socketPaths?: readonly string[]
  /** What was compiled and checked before need not be checked again. */
  readonly checked?: CheckedBefore
  /** Resolves symbolic links; called for every known path, so it should remember. A path that is not there comes back as it is. */
  readonly realpath?: (path: string) => string
}
