import type { Json, JsonObject } from '../../domain/json.ts'
import { evaluate } from '../../lib/expression.ts'
import { parseHoles } from '../../lib/holes.ts'

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string }

/** Marks the place of a hole that gave nothing; no text holds it. */
const NOTHING = '\0'

/**
 * Fills a report. A list becomes one line an item, so that `${$steps.disk.filesystems.("- " & mount)}` is a loop; a hole
 * without a value is nothing, and a line that held only such holes goes away.
 */
export async function render(template: string, bindings: JsonObject): Promise<Rendered> {
  const parsed = parseHoles(template)
  if (!parsed.ok) return parsed
  const { literals, expressions } = parsed.holes
  let text = literals[0] ?? ''
  for (const [i, expression] of expressions.entries()) {
    const result = await evaluate(expression, null, bindings)
    if (!result.ok) return { ok: false, message: `\${${expression}}: ${result.message}` }
    text += (lines(result.value) || NOTHING) + (literals[i + 1] ?? '')
  }
  return { ok: true, text: tidy(text) }
}

function lines(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value.replaceAll(NOTHING, '')
  if (Array.isArray(value))
    return value
      .map((one: Json) => lines(one))
      .filter((line) => line !== '')
      .join('\n')
  return JSON.stringify(value)
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes(NOTHING) || line.replaceAll(NOTHING, '').trim() !== '')
    .map((line) => line.replaceAll(NOTHING, '').trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
