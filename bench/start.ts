import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { median } from './raw-journal.ts'

/**
 * `autohome start` without a chat token against a process that only opens node:http and the database. The first start
 * on a data directory, and one after a changed policy or workflow file, checks those files and is not what is measured.
 */
export async function benchStart(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  const bare = join(process.cwd(), 'dist-bench', 'bare-start.mjs')
  writeFileSync(bare, BARE)
  const took: { bare: Started[]; autohome: Started[] } = { bare: [], autohome: [] }
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const home = join(directory, 'home')
      const floor = await startOnce([bare, join(directory, `bare-${round}`)], {})
      const measured = await startOnce(['dist/main.js', 'start'], {
        AUTOHOME_HOME: home,
        WORKSPACE_DIR: join(home, 'work'),
      })
      if (round === 0) continue
      took.bare.push(floor)
      took.autohome.push(measured)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
    rmSync(bare, { force: true })
  }
  const of = (who: 'bare' | 'autohome', what: keyof Started) => median(took[who].map((one) => one[what]))
  const what = 'a process with node:http and an open database'
  return [
    {
      name: 'start.ready',
      value: of('autohome', 'readyMs'),
      unit: 'ms',
      floor: { what, value: of('bare', 'readyMs') },
      aim: { atMost: 2.5 },
    },
    {
      name: 'start.memory',
      value: of('autohome', 'memoryMb'),
      unit: 'MB',
      floor: { what, value: of('bare', 'memoryMb') },
      aim: { atMost: 1.5 },
    },
  ]
}

interface Started {
  readonly readyMs: number
  readonly memoryMb: number
}

const ROUNDS = 7

/** From spawn to the first line on stdout, which both print once they can be reached. */
function startOnce(args: readonly string[], env: Record<string, string>): Promise<Started> {
  return new Promise((resolve, reject) => {
    const from = performance.now()
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`${args.join(' ')} ended with ${code} before it was ready`)),
    )
    child.stdout.once('data', () => {
      const started = { readyMs: performance.now() - from, memoryMb: residentMb(child) }
      child.removeAllListeners('exit')
      child.once('exit', () => resolve(started))
      child.kill('SIGTERM')
    })
  })
}

/** Resident set size as the kernel counts it, in MB. */
function residentMb({ pid }: ChildProcess): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) / 1024
}

const BARE = `import { createServer } from 'node:http'
import Sqlite from 'better-sqlite3'
const db = new Sqlite(process.argv[2])
db.pragma('journal_mode = WAL')
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY)')
createServer((_, response) => response.end()).listen(process.argv[2] + '.sock', () => console.log('ready'))
process.on('SIGTERM', () => process.exit(0))
`
