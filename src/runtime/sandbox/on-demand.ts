import type { SandboxRunner, SandboxRunnerOptions } from './runner.ts'

/** A sandbox that costs nothing until somebody runs something in it. */
export function createSandboxOnDemand(options: SandboxRunnerOptions): SandboxRunner {
  let made: Promise<SandboxRunner> | undefined
  const runner = () =>
    (made ??= import('./runner.ts').then(({ createSandboxRunner }) => createSandboxRunner(options)))
  return {
    run: async (spec, signal) => (await runner()).run(spec, signal),
    which: async (program) => (await runner()).which(program),
    sweep: async () => (await runner()).sweep(),
    close: async () => (await made)?.close(),
  }
}
