import { z } from 'zod'
import type { Json } from '../../domain/json.ts'
import { alternatives } from './alternatives.ts'

/** The forms of a model's answers. Names of tools are offered, not demanded: a wrong one is refused like any wrong call. */

const toolName = (names: readonly string[]) =>
  z
    .string()
    .min(1)
    .meta({ enum: [...names] })

/** Small models like to write arguments as a text that holds JSON. */
const args = z
  .preprocess((value) => (typeof value === 'string' ? parsed(value) : value), z.record(z.string(), z.json()))
  .meta({ type: 'object' })

/** Small models write null, or nothing between quotes, for what they leave out. */
const absent = (what: z.ZodType<string>) => what.nullish().transform((held) => held || undefined)

const thought = z.string().default('').describe('Why, in one or two sentences')

export interface CallAnswer {
  readonly thought: string
  readonly action: string
  readonly args: Record<string, Json>
  readonly step?: string | undefined
}

export const callSchema = (names: readonly string[]): z.ZodType<CallAnswer> =>
  z.object({ thought, action: toolName(names), args, step: absent(z.string()) })

export interface FinalAnswer {
  readonly thought: string
  readonly final: string
}

const finalSchema: z.ZodType<FinalAnswer> = z.object({ thought, final: z.string() })

export const actSchema = (names: readonly string[]): z.ZodType<CallAnswer | FinalAnswer> =>
  alternatives<CallAnswer | FinalAnswer>({ action: callSchema(names), final: finalSchema })

const check = (names: readonly string[]) =>
  z.object({
    tool: toolName(names),
    args,
    expect: absent(z.string()).describe('JSONata over the result; true means met'),
    figure: absent(z.string()).describe('JSONata for the one figure worth showing'),
  })

const few = (what: z.ZodType<string>) => z.array(what).max(20).default([])

const specSchema = (names: readonly string[]) =>
  z.object({
    objective: z.string().min(1),
    acceptance: z
      .array(z.object({ id: z.string().min(1), statement: z.string().min(1), check: check(names).nullish() }))
      .min(1)
      .max(12),
    assumptions: few(z.string()),
    risks: few(z.string()),
    outOfScope: few(z.string()),
  })

export type SpecDraft = z.output<ReturnType<typeof specSchema>>

const planSchema = (names: readonly string[], least: number) =>
  z.object({
    steps: z
      .array(
        z.object({
          id: z.string().min(1),
          title: z.string().min(1),
          tool: toolName(names),
          args,
          dependsOn: few(z.string()),
        }),
      )
      .min(least)
      .max(20),
    estimatedDurationS: z.number().min(0).max(1_000_000).default(60),
  })

export type PlanDraft = z.output<ReturnType<typeof planSchema>>

/** Either what was asked for, or one more look before it. */
export type Considered<T> = CallAnswer | { readonly thought: string; readonly made: T }

export const specAnswer = (names: readonly string[], mayLook: boolean): z.ZodType<Considered<SpecDraft>> =>
  considered('spec', specSchema(names), names, mayLook)

export const planAnswer = (
  names: readonly string[],
  mayLook: boolean,
  least: number,
): z.ZodType<Considered<PlanDraft>> => considered('plan', planSchema(names, least), names, mayLook)

function considered<T>(
  field: string,
  schema: z.ZodType<T>,
  names: readonly string[],
  mayLook: boolean,
): z.ZodType<Considered<T>> {
  const answer = z
    .object({ thought, [field]: schema })
    .transform((held) => ({ thought: held['thought'] as string, made: held[field] as T }))
  const branches: Record<string, z.ZodType<Considered<T>>> = { [field]: answer }
  if (mayLook) branches['action'] = callSchema(names)
  return alternatives(branches)
}

export interface JudgeDraft {
  readonly criteria: readonly {
    readonly id: string
    readonly met: boolean
    readonly evidence: readonly string[]
    readonly why: string
  }[]
}

/** Offers only the criteria and the evidence that exist. */
export const judgeSchema = (
  criteria: readonly [string, ...string[]],
  evidence: readonly [string, ...string[]],
): z.ZodType<JudgeDraft> =>
  z.object({
    criteria: z.array(
      z.object({
        id: z.enum(criteria),
        met: z.boolean(),
        evidence: z.array(z.enum(evidence)).max(50),
        why: z.string().default(''),
      }),
    ),
  })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
