import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineTool } from '../../src/tools/define.ts'
import { createToolBox } from '../../src/tools/registry.ts'

const greet = (name: string) =>
  defineTool({
    name,
    group: 'utility',
    summary: { en: 'Greets', fr: 'Salue' },
    access: 'read',
    input: z.object({
      who: z.string().min(1),
      times: z.number().int().default(1),
      deep: z.object({ a: z.string() }).strict().optional(),
    }),
    output: z.object({ text: z.string() }),
    timeoutMs: 1000,
    errors: [],
    effects: () => [],
    run: async ({ who, times }) => ({ ok: true, value: { text: `hello ${who} `.repeat(times) } }),
  })

const context = { signal: new AbortController().signal, cwd: '/', mode: 'direct' } as const

const complaint = (input: unknown): string => {
  const parsed = greet('greet').input.safeParse(input)
  return parsed.success ? '' : parsed.error.message
}

describe('defineTool', () => {
  it('hands parsed arguments with their defaults to run', async () => {
    const tool = greet('greet')
    const parsed = tool.input.safeParse({ who: 'you' })
    if (!parsed.success) throw new Error(parsed.error.message)
    expect(await tool.run(parsed.data, context)).toEqual({ ok: true, value: { text: 'hello you ' } })
  })

  it('names unknown arguments and the known ones', () => {
    expect(complaint({ who: 'you', tims: 2, x: 1 })).toBe(
      'unknown argument "tims", "x" (known: who, times, deep)',
    )
    expect(complaint({ who: 'you', deep: { a: '', b: 1 } })).toBe('deep: unknown name "b"')
  })

  it('says where a value does not fit, all of it in one line', () => {
    expect(complaint({ who: 3, times: 1.5 })).toMatch(/^who: .+; times: .+$/)
    expect(complaint('text')).toMatch(/expected object/)
  })

  it('describes its input as JSON Schema, where defaults are not required', () => {
    const schema = greet('greet').inputSchema()
    expect(schema).toMatchObject({ type: 'object', required: ['who'], additionalProperties: false })
    expect(schema).not.toHaveProperty('$schema')
  })

  it('checks its output', () => {
    expect(greet('greet').output.safeParse({ text: 1 }).success).toBe(false)
    expect(greet('greet').output.safeParse({ text: 'a' }).success).toBe(true)
  })
})

describe('createToolBox', () => {
  it('finds tools by name and keeps their order', () => {
    const box = createToolBox([greet('b'), greet('a')])
    expect(box.list().map((tool) => tool.name)).toEqual(['b', 'a'])
    expect(box.get('a')?.name).toBe('a')
    expect(box.get('c')).toBeUndefined()
  })

  it('refuses two tools of one name', () => {
    expect(() => createToolBox([greet('a'), greet('a')])).toThrow('two tools are called "a"')
  })
})
