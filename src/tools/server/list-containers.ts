import { defineTool } from '../define.ts'
import { answered } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { DOCKER_ERRORS } from './docker.ts'
import { containerEffects, readContainers } from './read-containers.ts'
import { type Container, listContainersInput, listContainersOutput } from './shapes/container.ts'

export const createListContainers = (deps: ServerDeps) =>
  defineTool({
    name: 'list_containers',
    group: 'server',
    summary: {
      en: 'Containers with their state, health and restarts',
      fr: 'Les conteneurs avec leur état, leur santé et leurs redémarrages',
    },
    access: 'read',
    input: listContainersInput,
    output: listContainersOutput,
    timeoutMs: 60_000,
    errors: [...DOCKER_ERRORS],
    effects: ({ all }, { cwd }) => containerEffects(deps, all, cwd),
    async run({ all }, context) {
      const read = await readContainers(deps, { all }, context)
      if (!read.ok) return read
      const { containers, answer } = read
      const namesOf = (wanted: (one: Container) => boolean) =>
        containers.filter(wanted).map((one) => one.name)
      return answered(
        {
          containers: [...containers],
          count: containers.length,
          running: containers.filter((one) => one.running).length,
          unhealthy: namesOf((one) => one.health === 'unhealthy'),
          restarting: namesOf((one) => one.state === 'restarting'),
          failed: namesOf(hasFailed),
        },
        answer,
      )
    },
  })

/** 143 and 137 without an out-of-memory kill are how `docker stop` ends a program: somebody wanted that. */
export const hasFailed = (one: Container): boolean =>
  !one.running &&
  ['always', 'unless-stopped'].includes(one.restartPolicy) &&
  one.exitCode !== undefined &&
  (one.oomKilled || ![0, 137, 143].includes(one.exitCode))
