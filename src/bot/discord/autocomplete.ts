import type { WorkflowInfo, WorkflowParam } from '../../domain/agent.ts'
import { isFinal, RUN_STATUSES } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { scheduleLines } from '../../i18n/schedule-lines.ts'
import { formatDate } from '../../i18n/figures.ts'
import { say, word } from '../../i18n/say.ts'
import { summaryState } from '../card-state.ts'
import type { Front } from '../delivery/front.ts'
import { ICONS } from '../markers.ts'
import { clip, oneLine } from '../visible.ts'
import type { SlashInput } from './slash-input.ts'

export interface Choice {
  readonly name: string
  readonly value: string
}

/** https://docs.discord.com/developers/interactions/application-commands: 25 choices of 100 characters. */
const CHOICES_MAX = 25
const CHOICE_MAX = 100
const LOOKED_AT = 100

/** What may be meant by what was typed so far. */
export async function choicesFor(
  { sub, options, focused }: SlashInput,
  engine: Front['engine'],
  locale: Locale,
): Promise<readonly Choice[]> {
  const typed = focused?.value ?? ''
  switch (focused?.name) {
    case 'workflow':
      return fitting(workflowChoices(await engine.workflows(locale)), typed)
    case 'params':
      return paramChoices(await engine.workflows(locale), options['workflow'] ?? '', typed)
    case 'run':
      return fitting(await runChoices(engine, locale, sub === 'cancel' || sub === 'steer'), typed)
    case 'question':
      return fitting(await questionChoices(engine, locale), typed)
    case 'schedule':
      return fitting(await scheduleChoices(engine, locale), typed)
    default:
      return []
  }
}

const fitting = (choices: readonly Choice[], typed: string): Choice[] =>
  choices
    .filter(({ value }) => value.length <= CHOICE_MAX)
    .filter(({ name, value }) => plain(`${name} ${value}`).includes(plain(typed.trim())))
    .slice(0, CHOICES_MAX)
    .map(({ name, value }) => ({ name: clip(name, CHOICE_MAX), value }))

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

const workflowChoices = (workflows: readonly WorkflowInfo[]): Choice[] =>
  workflows.map(({ name, title }) => ({ name: `${oneLine(title, 60)} · ${name}`, value: name }))

async function runChoices(engine: Front['engine'], locale: Locale, active: boolean): Promise<Choice[]> {
  const status = RUN_STATUSES.filter((held) => !active || !isFinal(held))
  const [runs, workflows] = await Promise.all([
    engine.runs({ status, limit: LOOKED_AT }),
    engine.workflows(locale),
  ])
  const titles = new Map(workflows.map(({ name, title }) => [name, title]))
  return runs.map((run) => {
    const state = summaryState(run)
    const title = titles.get(run.workflow ?? '') ?? run.request
    const shown = [`${ICONS[state]} ${oneLine(title, 40)}`, word(`run.${state}`, locale)]
    return { name: [...shown, formatDate(run.createdAt, locale)].join(' · '), value: run.id }
  })
}

async function scheduleChoices(engine: Front['engine'], locale: Locale): Promise<Choice[]> {
  const all = await engine.schedules()
  return all.map((info) => {
    const { what, when } = scheduleLines(info, locale, info.timeZone)
    return { name: `${oneLine(what, 50)} · ${oneLine(when, 40)}`, value: info.id }
  })
}

async function questionChoices(engine: Front['engine'], locale: Locale): Promise<Choice[]> {
  const open = await engine.questions({ status: 'open' })
  return open.map(({ id, title, body }) => ({
    name: `${oneLine(say(title, locale), 40)} · ${oneLine(body, 60)}`,
    value: id,
  }))
}

/** Completes the last word: names of parameters not given yet, or the values that one can have. */
function paramChoices(workflows: readonly WorkflowInfo[], name: string, typed: string): Choice[] {
  const workflow = workflows.find((one) => one.name === name)
  if (!workflow) return []
  const [, before = '', last = ''] = /^(.*?)(\S*)$/su.exec(typed) ?? []
  const given = new Set([...before.matchAll(/([A-Za-z_][\w-]*)=/g)].map(([, param]) => param))
  return workflow.params
    .filter((param) => !given.has(param.name))
    .flatMap((param) => valuesOf(param).map((value) => ({ param, text: `${param.name}=${value}` })))
    .filter(({ text }) => text.startsWith(last))
    .map(({ param, text }) => ({ name: `${text} · ${oneLine(param.title, 60)}`, value: `${before}${text}` }))
    .filter(({ value }) => value.length <= CHOICE_MAX)
    .slice(0, CHOICES_MAX)
    .map((choice) => ({ ...choice, name: clip(choice.name, CHOICE_MAX) }))
}

function valuesOf({ type, choices, default: given }: WorkflowParam): readonly string[] {
  if (choices) return choices
  if (type === 'boolean') return ['true', 'false']
  return [typeof given === 'string' || typeof given === 'number' ? quoted(String(given)) : '']
}

const quoted = (text: string): string => (/\s/.test(text) ? `"${text}"` : text)
