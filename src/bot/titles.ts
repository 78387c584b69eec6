import type { Engine } from '../domain/engine.ts'
import type { Locale } from '../domain/text.ts'

/** Titles of the jobs that are written down, by name. */
export async function titlesIn(
  engine: Pick<Engine, 'workflows'>,
  locale: Locale,
): Promise<ReadonlyMap<string, string>> {
  const workflows = await engine.workflows(locale)
  return new Map(workflows.map(({ name, title }) => [name, title]))
}
