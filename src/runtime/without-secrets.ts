import type { CommandRunner } from '../domain/command-runner.ts'
import { secretRefs } from '../lib/secret-refs.ts'

/** A place that is given no secrets: a command that names one fails there, instead of running without it. */
export const withoutSecrets = (runner: CommandRunner): CommandRunner => ({
  ...runner,
  run(spec, signal) {
    const [first] = 'text' in spec.command ? secretRefs(spec.command.text) : []
    if (!first) return runner.run(spec, signal)
    const message = `secret ${first.name} is only given to commands that run directly on the server`
    return Promise.resolve({ code: 'E_SPAWN', message })
  },
})
