import type { Clock } from '../../domain/clock.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { createCalculate } from './calculate.ts'
import { createGetDatetime } from './get-datetime.ts'

export const createUtilityTools = ({ clock }: { readonly clock: Clock }): AnyTool[] => [
  createGetDatetime(clock),
  createCalculate(),
]
