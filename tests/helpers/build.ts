import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The compiled program, as `npm start` and the `autohome` command run it. */
export const mainFile = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** Called by vitest once before all tests; compiles only when sources are newer than `dist`. */
export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
