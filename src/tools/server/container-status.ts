import { defineTool } from '../define.ts'
import { answered, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { DOCKER_ERRORS } from './docker.ts'
import { containerEffects, isCalled, readContainers } from './read-containers.ts'
import { containerStatusInput, containerStatusOutput } from './shapes/container.ts'

export const createContainerStatus = (deps: ServerDeps) =>
  defineTool({
    name: 'container_status',
    group: 'server',
    summary: { en: 'The state of one container', fr: 'L’état d’un conteneur' },
    access: 'read',
    input: containerStatusInput,
    output: containerStatusOutput,
    timeoutMs: 60_000,
    errors: ['E_NOT_FOUND', ...DOCKER_ERRORS],
    effects: (_args, { cwd }) => containerEffects(deps, true, cwd),
    async run({ name }, context) {
      const read = await readContainers(deps, { all: true, only: isCalled(name) }, context)
      if (!read.ok) return read
      const container = read.containers.find((one) => one.name === name) ?? read.containers[0]
      if (!container) return failure('E_NOT_FOUND', `there is no container named ${name}`, { subject: name })
      return answered(container, read.answer)
    },
  })
