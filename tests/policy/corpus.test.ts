import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decide } from './helpers.ts'

const folder = new URL('./corpus/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))

interface Line {
  readonly command: string
  readonly decision: 'allow' | 'ask' | 'deny' | 'not allow'
}

const read = (file: string): readonly Line[] =>
  readFileSync(new URL(file, folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

describe.each(files)('%s', (file) => {
  it.each(read(file).map(({ command, decision }) => [command.slice(0, 120), decision, command] as const))(
    '%s → %s',
    (_, decision, command) => {
      const made = decide(command)
      if (decision === 'not allow') expect(made.decision, made.rule).not.toBe('allow')
      else expect(made.decision, made.rule).toBe(decision)
    },
  )
})

describe('the corpus', () => {
  it('holds more than 500 commands of each intent together', () => {
    const count = files.reduce((sum, file) => sum + read(file).length, 0)
    expect(files).toEqual([
      'destructive.jsonl',
      'disguised.jsonl',
      'everyday.jsonl',
      'fresh-bad.jsonl',
      'fresh-harmless.jsonl',
      'harmless.jsonl',
      'neighbours.jsonl',
      'sensitive.jsonl',
    ])
    expect(count).toBeGreaterThan(1000)
  })
})
