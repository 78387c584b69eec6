/** The first thing that went wrong in a callback nobody waits for; it ends what is being waited for. */
export interface Failing {
  readonly signal: AbortSignal
  readonly fail: (error: unknown) => void
  /** Ends without a fault. */
  readonly stop: () => void
  /** @throws what went wrong, if anything did */
  check(): void
}

export function createFailing(): Failing {
  const controller = new AbortController()
  let failed: { readonly error: unknown } | undefined
  return {
    signal: controller.signal,
    fail(error) {
      failed ??= { error }
      controller.abort()
    },
    stop: () => controller.abort(),
    check() {
      if (failed) throw failed.error
    },
  }
}
