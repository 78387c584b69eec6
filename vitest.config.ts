import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Tests that start the program run what is compiled.
    globalSetup: ['tests/helpers/build.ts'],
    // Most of a test's time is waiting: for a program, a socket, a platform's pace. One file more than a small machine's cores.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A skipped test proves nothing: a stray `.only` fails the run.
    allowOnly: false,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/tests.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary', 'json-summary'],
      reportOnFailure: true,
      thresholds: { lines: 80 },
    },
  },
})
