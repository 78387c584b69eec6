import type { types, ViewSubmitAction } from '@slack/bolt'
import { z } from 'zod'
import type { MessageKey } from '../../i18n/catalogue.ts'
import type { Command } from '../command.ts'
import { REQUESTS } from '../commands/help.ts'
import { readPress } from '../press.ts'
import { INPUT, LOOKS } from './forms.ts'

/** What a form remembers of where it was opened. Slack keeps it meanwhile: it is read as foreign data. */
export interface FormOrigin {
  readonly channel: string
  readonly thread?: string
  /** The button that opened it, as its id. */
  readonly press?: string
}

const originSchema = z.object({
  channel: z.string(),
  thread: z.string().exactOptional(),
  press: z.string().exactOptional(),
})

export const writeOrigin = (origin: FormOrigin): string => JSON.stringify(origin)

/** undefined: no form of ours. */
export function readOrigin(metadata: string): FormOrigin | undefined {
  try {
    return originSchema.safeParse(JSON.parse(metadata)).data
  } catch {
    return undefined
  }
}

type Values = ViewSubmitAction['view']['state']['values']

/** The answer that was sent; undefined: the form stands for none. */
export function sentAnswer(values: Values, press: string | undefined): Command | undefined {
  const pressed = readPress(press ?? '')
  if (pressed?.kind !== 'answer') return undefined
  const { questionId: id, option } = pressed
  if (option === 'deny') {
    const reason = written(values, INPUT.reason)
    return { kind: 'deny', id, ...(reason === '' ? {} : { reason }) }
  }
  if (option === 'edit')
    return { kind: 'answer', id, option, text: values[INPUT.command]?.[INPUT.command]?.value ?? '' }
  return { kind: 'answer', id, option }
}

export type SentRequest =
  | { readonly ok: true; readonly text: string; readonly command?: Command }
  | { readonly ok: false; readonly errors: Readonly<Record<string, MessageKey>> }

/** What was asked for: one of the four inputs. */
export function sentRequest(values: Values): SentRequest {
  const text = written(values, INPUT.text)
  const job = chosen(values, INPUT.job)
  const example = REQUESTS[Number(chosen(values, INPUT.example) ?? Number.NaN)]
  const look = LOOKS.find((held) => held === chosen(values, INPUT.look))
  const filled = [text || undefined, job, example, look].filter((held) => held !== undefined)
  if (filled.length === 0) return { ok: false, errors: { [INPUT.text]: 'slack.modal.ask.nothing' } }
  if (filled.length > 1) return { ok: false, errors: { [INPUT.text]: 'slack.modal.ask.several' } }
  if (job !== undefined)
    return { ok: true, text: job, command: { kind: 'run', workflow: job, params: {}, text: job } }
  if (look !== undefined) return { ok: true, text: look, command: { kind: look } }
  const request = example ?? text
  return { ok: true, text: request }
}

const written = (values: Values, name: string): string => values[name]?.[name]?.value?.trim() ?? ''

const chosen = (values: Values, name: string): string | undefined =>
  (values[name]?.[name]?.selected_option as types.PlainTextOption | null | undefined)?.value
