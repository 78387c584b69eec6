import { z } from 'zod'
import { LEFT_ALONE } from '../../../domain/containers.ts'
import { containerName } from './container.ts'

export const containerImagesInput = z.object({
  name: containerName.optional().describe('Only this container'),
  registry: z.boolean().default(true).describe('Ask the registries too'),
})

const imageState = z.object({
  name: z.string(),
  /** As the container was made with it, e.g. `nginx:1.27`. */
  image: z.string(),
  running: z.boolean(),
  /** healthy, unhealthy or starting; absent without a health check. */
  health: z.string().optional(),
  hasHealthCheck: z.boolean(),
  /** The image that it runs on. */
  runsId: z.string(),
  /** What the image's name stands for on this machine; absent where it stands for nothing any more. */
  nameId: z.string().optional(),
  registryDigest: z.string().optional(),
  registryError: z.string().optional(),
  outdated: z.boolean(),
  mustPull: z.boolean(),
  leftAlone: z.enum(LEFT_ALONE).optional(),
})

export const containerImagesOutput = z.object({
  containers: z.array(imageState),
  count: z.number(),
  /** Names of those that a newer image is there for. */
  outdated: z.array(z.string()),
  /** Names of those whose last update was broken off in the middle. */
  halfDone: z.array(z.string()),
  /** Names of those whose registry could not be asked. */
  notAsked: z.array(z.string()),
})
export type ContainerImagesOutput = z.output<typeof containerImagesOutput>

const swapInput = z.object({
  names: z.array(containerName).min(1).max(50).describe('Names of the containers'),
  healthS: z.number().int().min(1).max(1_800).default(120).describe('How long each may take to be well'),
  timeoutS: z.number().int().min(1).max(7_200).default(3_600).describe('For all of them together'),
})

export const updateContainersInput = swapInput.extend({
  pull: z.boolean().default(true).describe('Fetch newer images first'),
})
export const restoreContainersInput = swapInput

export const swappedOutput = z.object({
  containers: z.array(
    z.object({
      name: z.string(),
      /** failed: nothing was changed; see `said`. */
      result: z.enum(['updated', 'rolled_back', 'restored', 'unchanged', 'failed']),
      fromId: z.string(),
      toId: z.string(),
      /** healthy, running (no health check), unhealthy, exited, restarting, starting (too late), not_started. */
      found: z.string(),
      said: z.string().optional(),
    }),
  ),
  updated: z.array(z.string()),
  rolledBack: z.array(z.string()),
  failed: z.array(z.string()),
})
export type SwappedOutput = z.output<typeof swappedOutput>
