import { expect, it } from 'vitest'
import type { RunEventBody } from '../../src/domain/event.ts'
import { KeyTaken } from '../../src/domain/journal.ts'
import { freshJournal, openAt, runId, submitted } from './fixtures.ts'

const withKey = (key: string): RunEventBody => {
  const body = submitted()
  return body.type === 'run.submitted' ? { ...body, request: { ...body.request, key } } : body
}

it('a key belongs to the first run that was submitted with it, also in the same commit and after a restart', async () => {
  const { directory, journal } = await freshJournal()
  const first = journal.append(runId(1), [withKey('slack:Ev1')])
  const second = journal.append(runId(2), [withKey('slack:Ev1')])
  await first
  await expect(second).rejects.toThrow(KeyTaken)
  await expect(second).rejects.toMatchObject({ runId: runId(1) })
  await journal.append(runId(3), [withKey('slack:Ev2')])
  expect(journal.runs().map(({ id }) => id)).toEqual([runId(3), runId(1)])
  await journal.close()
  const again = openAt(directory)
  await expect(again.append(runId(4), [withKey('slack:Ev2')])).rejects.toMatchObject({ runId: runId(3) })
  expect(again.run(runId(4))).toBeUndefined()
})
