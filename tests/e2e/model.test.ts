import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openModelHouse } from '../helpers/model-house.ts'
import { contains, ends, plans, specs, writes } from '../helpers/thoughts.ts'

it('goes from a request in plain words to a proven file', async () => {
  const file = { path: 'hello.txt', content: 'hi\n', mode: 'overwrite' }
  const house = await openModelHouse({
    executor: [
      specs({ greets: contains('hello.txt', 'hi') }),
      plans(['write', 'write_file', file]),
      writes('hello.txt', 'hi\n'),
      ends('hello.txt is there.'),
    ],
  })
  const { id, view } = await house.ask('create hello.txt containing hi')
  expect(house.fatal).toEqual([])
  expect(view.failure).toBeUndefined()
  expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass' })
  expect(await readFile(join(house.workspace, 'hello.txt'), 'utf8')).toBe('hi\n')
  expect([...view.turns.keys()]).toEqual([
    '1/spec/1',
    '1/plan/1',
    '1/execute/1',
    '1/execute/2',
    '1/verify/judge',
  ])
  expect(view.steps.get('1/write')).toMatchObject({ status: 'completed' })
  expect(view.report).toContain('greets holds')
  await house.close()
})
