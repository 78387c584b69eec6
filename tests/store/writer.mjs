// Run by tests as a process of its own: works on a data directory until it is killed.
// node writer.mjs <directory> <FULL|NORMAL> <runs>
import { acquireLock } from '../../dist/store/lock.js'
import { openJournal } from '../../dist/store/journal.js'
import { systemClock } from '../../dist/lib/clock.js'

const [directory, synchronous, runs] = process.argv.slice(2)
acquireLock(directory)
const journal = openJournal({ directory, synchronous, clock: systemClock })

const work = async (number) => {
  const id = `01HG${String(number).padStart(22, '0')}`
  const request = { text: 'x', locale: 'en', actor: { surface: 'console', id: 'a' }, thread: 't' }
  await journal.append(id, [
    { type: 'run.submitted', request, pins: { version: '1', configDigest: '', limits: {} } },
  ])
  for (let n = 0; ; n++) {
    const events = await journal.append(id, [
      {
        type: 'tool_call.requested',
        callKey: `1/execute/${n}`,
        tool: 'calculate',
        args: {},
        stepId: `${n}`,
        decision: 'allow',
        access: 'read',
        rule: 'r',
      },
      { type: 'tool_call.started', callKey: `1/execute/${n}` },
    ])
    process.stdout.write(`${number} ${events.at(-1).seq}\n`)
    if (n % 7 === 0) await journal.append(id, [{ type: 'phase.started', phase: 'execute', attempt: 1 }])
  }
}
await Promise.all(Array.from({ length: Number(runs) }, (_, n) => work(n)))
