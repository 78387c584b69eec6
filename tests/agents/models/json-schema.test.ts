import { expect, test } from 'vitest'
import { z } from 'zod'
import { grammarSchema, jsonSchemaOf } from '../../../src/agents/models/json-schema.ts'

test('a default may be left out by the model', () => {
  const schema = jsonSchemaOf(z.strictObject({ name: z.string(), count: z.number().default(1) }))
  expect(schema).toEqual({
    type: 'object',
    properties: { name: { type: 'string' }, count: { type: 'number', default: 1 } },
    required: ['name'],
    additionalProperties: false,
  })
})

test('what JSON Schema cannot say is any value', () => {
  expect(jsonSchemaOf(z.object({ when: z.date() }))).toMatchObject({ properties: { when: {} } })
})

test('what no grammar can be made of is left out, at every depth', () => {
  const schema = jsonSchemaOf(
    z.strictObject({
      id: z.string().regex(/^\w+$/).max(10_000),
      short: z.string().max(50),
      mail: z.email(),
      count: z.int().min(0),
      list: z.array(z.strictObject({ path: z.string().startsWith('/') })).max(5000),
      nothing: z.object({}),
    }),
  )
  expect(grammarSchema(schema)).toEqual({
    type: 'object',
    properties: {
      id: { type: 'string' },
      short: { type: 'string', maxLength: 50 },
      mail: { type: 'string' },
      count: { type: 'integer', minimum: 0 },
      list: {
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { type: 'string' } },
          required: ['path'],
          additionalProperties: false,
        },
      },
      nothing: { type: 'object' },
    },
    required: ['id', 'short', 'mail', 'count', 'list', 'nothing'],
    additionalProperties: false,
  })
})

test('properties that are called like words of JSON Schema stay, and so do values', () => {
  const schema = {
    type: 'object',
    properties: {
      pattern: { type: 'string' },
      format: { enum: ['default', 'pattern'] },
      maxLength: { const: 999 },
    },
    required: ['pattern', 'format'],
  }
  expect(grammarSchema(schema)).toEqual(schema)
})

test('a recursive schema keeps its definitions', () => {
  interface Tree {
    readonly name: string
    readonly children: readonly Tree[]
  }
  const tree: z.ZodType<Tree> = z.strictObject({
    name: z.string().regex(/x/),
    get children() {
      return z.array(tree)
    },
  })
  const schema = grammarSchema(jsonSchemaOf(z.strictObject({ tree })))
  expect(JSON.stringify(schema)).toContain('$ref')
  expect(JSON.stringify(schema)).not.toContain('pattern')
})
