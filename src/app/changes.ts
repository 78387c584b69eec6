import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Changes } from '../domain/change.ts'

/** What calls have changed, recorded beforehand. */
export const snapshotsOf = ({ home }: Pick<Config, 'home'>): string => join(home, 'snapshots')

/** @throws UserError `bad_policy` where a file of classes does not fit */
export async function createHouseChanges(config: Config): Promise<Changes> {
  const [{ readChangeClasses }, { planFor }, { createChanges }, { socketOf }] = await Promise.all([
    import('../policy/changes/rules.ts'),
    import('../policy/changes/find.ts'),
    import('../runtime/changes/changes.ts'),
    import('../runtime/changes/docker-api.ts'),
  ])
  const files = [join(config.packageRoot, 'config', 'changes.yaml'), join(config.home, 'changes.yaml')]
    .filter((path) => existsSync(path))
    .map((name) => ({ name, text: readFileSync(name, 'utf8') }))
  const classes = readChangeClasses(files)
  const { keepMin, maxMb, kept } = config.changes
  return createChanges({
    root: snapshotsOf(config),
    maxBytes: maxMb * 2 ** 20,
    kept,
    trustedPath: config.commands.trustedPath,
    dockerSocket: socketOf(process.env['DOCKER_HOST']),
    planFor: (effects, access) => planFor(classes, { keepMin }, effects, access),
    watchdogFile: join(config.packageRoot, 'dist', 'runtime', 'changes', 'watchdog-main.js'),
  })
}
