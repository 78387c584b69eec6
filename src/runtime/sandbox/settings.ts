/** What the owner may choose about a sandbox. */
export interface SandboxLimits {
  /** An image that is on this machine and holds bash. */
  readonly image: string
  readonly memoryMb: number
  /** Processors; a part of one is possible. */
  readonly cpus: number
}
