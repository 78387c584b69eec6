import { watch } from './watchdog.ts'

// The terminal that Autohome was started from, and whoever stops Autohome, do not end what watches over a change.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const [directory] = process.argv.slice(2)
if (directory === undefined) process.exit(2)
await watch(directory)
