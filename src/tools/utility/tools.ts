import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { createCalculate } from './calculate.ts'
import { createGetDatetime } from './get-datetime.ts'
import { createReadOutput } from './read-output.ts'

export interface UtilityDeps {
  readonly clock: Clock
  /** Where outputs are kept; without it none can be read on. */
  readonly blobs?: Blobs
}

export const createUtilityTools = ({ clock, blobs }: UtilityDeps): AnyTool[] => [
  createGetDatetime(clock),
  createCalculate(),
  ...(blobs ? [createReadOutput(blobs)] : []),
]
