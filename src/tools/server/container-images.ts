import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { ENGINE_ERRORS, noEngine, refusal } from './container-failure.ts'
import { containerImagesInput, containerImagesOutput } from './shapes/container-image.ts'
import { programEffect } from '../program.ts'

/**
 * The engine asks the registries, and only about images that containers here were made from: no argument can name another,
 * so nothing can be told to a stranger this way.
 */
export const createContainerImages = ({ containers }: ServerDeps) =>
  defineTool({
    name: 'container_images',
    group: 'server',
    summary: {
      en: 'Which containers run on an older image than their image’s name stands for',
      fr: 'Quels conteneurs tournent sur une image plus ancienne que celle que désigne leur nom d’image',
    },
    access: 'read',
    input: containerImagesInput,
    output: containerImagesOutput,
    timeoutMs: 120_000,
    errors: ENGINE_ERRORS,
    effects: (_args, { cwd }) => [programEffect(['docker', 'ps', '--all'], cwd)],
    async run({ name, registry }, { signal }) {
      if (!containers) return noEngine()
      const looked = await containers.look({ registry }, signal)
      if (!looked.ok) return refusal(looked)
      const wanted = looked.value.filter((one) => name === undefined || one.name === name)
      if (name !== undefined && wanted.length === 0)
        return failure('E_NOT_FOUND', `there is no container called ${name}`, { subject: name })
      const namesOf = (fits: (one: (typeof wanted)[number]) => boolean) =>
        wanted.filter(fits).map((one) => one.name)
      return {
        ok: true,
        value: {
          containers: wanted.map((one) => ({ ...one })),
          count: wanted.length,
          outdated: namesOf((one) => one.outdated),
          halfDone: namesOf((one) => one.leftAlone === 'half_done'),
          notAsked: namesOf((one) => one.registryError !== undefined),
        },
      }
    },
  })
