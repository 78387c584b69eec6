import type { Locale } from '../domain/text.ts'
import { formatBytes, formatDuration, formatNumber } from './figures.ts'

const RESOURCES = {
  en: {
    timeMs: 'time',
    tokens: 'tokens',
    modelCalls: 'calls of the model',
    turns: 'turns',
    memoryBytes: 'memory',
  },
  fr: {
    timeMs: 'temps',
    tokens: 'jetons',
    modelCalls: 'appels du modèle',
    turns: 'tours',
    memoryBytes: 'mémoire',
  },
} as const satisfies Record<Locale, Record<string, string>>

/** What a budget counts in, as people call it. */
export const asResource = (resource: string, locale: Locale): string =>
  Object.entries(RESOURCES[locale]).find(([known]) => known === resource)?.[1] ?? resource

/** A quantity of a budget's resource: time in ms and memory in bytes get their units. */
export function amount(resource: string, value: number, locale: Locale): string {
  if (resource === 'timeMs') return formatDuration(value, locale)
  if (resource === 'memoryBytes') return formatBytes(value, locale)
  return formatNumber(value, locale)
}
