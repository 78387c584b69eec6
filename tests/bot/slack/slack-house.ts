import Sqlite from 'better-sqlite3'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSurfaces } from '../../../src/app/surfaces.ts'
import { createSlackSurface } from '../../../src/bot/slack/surface.ts'
import type { Config } from '../../../src/config.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import type { Engine } from '../../../src/domain/engine.ts'
import type { Log } from '../../../src/lib/log.ts'
import { openBlobs } from '../../../src/store/blobs.ts'
import { writePack } from '../../../src/store/pack.ts'
import { type HouseOptions, openHouse } from '../../helpers/house.ts'
import { type SlackServer, slackServer, TOKENS } from '../../helpers/slack-server/server.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

export const OWNERS = [{ identities: [{ surface: 'slack', id: 'UALICE' }] }]

export interface SlackHouseOptions extends HouseOptions {
  readonly server?: SlackServer
  /** The home channel. */
  readonly channel?: string
}

/** What was logged, and a way to wait for it. */
function openMemoryLog() {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const write = (message: string, fields: object = {}) => {
    lines.push(
      `${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.message : value))}`,
    )
    for (const look of waiting) look()
  }
  const log: Log = { debug: () => undefined, info: write, warn: write, error: write, child: () => log }
  const logged = (part: string): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!lines.some((line) => line.includes(part))) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { log, lines, logged }
}

/** A workspace with a channel, an owner who reads French, and somebody who may not. */
export async function openWorkspace(): Promise<SlackServer> {
  const server = await slackServer()
  server.addUser('UALICE', 'alice', 'fr-FR')
  server.addUser('UBOB', 'bob')
  server.addChannel('CHOME', 'public', ['UALICE', 'UBOB'])
  server.addChannel('CWORK', 'public', ['UALICE', 'UBOB'])
  return server
}

/** The real engine with the real commands, connected to the loopback Slack by the parts that the program itself uses. */
export async function openSlackHouse(options: SlackHouseOptions = {}) {
  const server = options.server ?? (await openWorkspace())
  const { log, lines, logged } = openMemoryLog()
  const house = await openHouse({
    ...options,
    settings: { owners: OWNERS, ...options.settings },
    workflows: {
      look: workflowText('look', { steps: commandStep('act', 'echo seen') }),
      ask: workflowText('ask', { steps: commandStep('act', 'rm kept') }),
      ...options.workflows,
    },
  })
  await writeFile(join(house.workspace, 'kept'), 'kept\n')
  const config = {
    home: house.home,
    owners: OWNERS,
    locale: 'en',
    timezone: 'UTC',
    journal: { synchronous: 'normal' },
  } as unknown as Config
  const blobs = openBlobs(house.home, { maxBytes: 2 ** 20 })
  const engine: Engine = {
    ...house.engine,
    pack: (runId, directory) =>
      writePack(house.journal, blobs, runId, directory, { version: '0.0.0', createdAt: 0 }),
  }
  const surfaces = await openSurfaces(
    [
      {
        name: 'slack',
        home: options.channel,
        make: () =>
          Promise.resolve(
            createSlackSurface({
              botToken: TOKENS.bot,
              appToken: TOKENS.app,
              apiUrl: server.apiUrl,
              ...(options.channel === undefined ? {} : { homeChannel: options.channel }),
              clock: systemClock,
              log,
            }),
          ),
      },
    ],
    { config, engine, clock: systemClock, log },
  )
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      await surfaces.close()
      await house.close()
      await house.journal.close()
    })())
  onTestFinished(close)
  return {
    ...house,
    server,
    surfaces,
    close,
    lines,
    logged,
    connected: Promise.all(surfaces.connected),
    /** As another program would that writes to the database; the returned function lets go. */
    lockDatabase() {
      const other = new Sqlite(join(house.home, 'journal.db'), { fileMustExist: true })
      other.exec('BEGIN IMMEDIATE')
      return () => void other.close()
    },
  }
}

export type SlackHouse = Awaited<ReturnType<typeof openSlackHouse>>
