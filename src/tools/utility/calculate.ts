import { z } from 'zod'
import { defineTool } from '../define.ts'
import { evaluate } from './calculator/evaluate.ts'
import { ExpressionError } from './calculator/failure.ts'

const input = z.object({
  expression: z
    .string()
    .min(1)
    .max(2000)
    .describe('e.g. round(100 * 16.2 GB / 2 TiB, 1), mean(3, 4, 5) > 3.5'),
})

const output = z.object({
  expression: z.string(),
  /** A comparison gives true or false. */
  result: z.union([z.number(), z.boolean()]),
})

export const createCalculate = () =>
  defineTool({
    name: 'calculate',
    group: 'utility',
    summary: {
      en: 'Calculates an expression, with functions and units of bytes',
      fr: "Calcule une expression, avec des fonctions et des unités d'octets",
    },
    access: 'read',
    input,
    output,
    timeoutMs: 1000,
    errors: ['E_EXPRESSION'],
    effects: () => [],
    async run({ expression }) {
      try {
        return { ok: true, value: { expression, result: evaluate(expression) } }
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        return { ok: false, error: { code: 'E_EXPRESSION', message: error.message, recoverable: false } }
      }
    },
  })
