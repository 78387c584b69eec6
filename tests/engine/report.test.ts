import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const withReport = (text: string, report: string): string =>
  text.replace('report: { en: "done", fr: "fait" }', `report: { en: ${JSON.stringify(report)}, fr: "fait" }`)

/** Holds once its file is there; the repair makes it, and leaves out its second step. */
const mended = withReport(
  workflowText('mended', {
    steps: commandStep('look', 'echo before'),
    acceptance: `  - id: there
    statement: { en: the file is there, fr: le fichier est là }
    check: { tool: execute_command, args: { command: "ls made.txt" } }
    repair:
      - { id: make, title: { en: make it, fr: le faire }, tool: execute_command, args: { command: "touch made.txt; echo made" } }
      - { id: rest, title: { en: the rest, fr: le reste }, tool: execute_command, args: { command: "true" }, when: "false" }`,
  }),
  '${$steps.look.stdout} ${$steps.make.stdout} ${$status.rest}',
)

it('a report knows what repairs brought', async () => {
  const house = await openHouse({ workflows: { mended } })
  const runId = await house.run('mended')
  const [end] = house.of(runId, 'run.completed')
  expect(end?.report?.replaceAll(/\s+/g, ' ')).toBe('before made skipped')
})

it('a repair that somebody refused is told as refused', async () => {
  const refused = workflowText('refused', {
    acceptance: `  - id: gone
    statement: { en: it is gone, fr: il n'est plus là }
    check: { tool: execute_command, args: { command: "false" } }
    repair:
      - { id: remove, title: { en: remove it, fr: le supprimer }, tool: execute_command, args: { command: "touch /srv/x" } }`,
  })
  const house = await openHouse({ workflows: { refused } })
  const runId = await house.begin('refused')
  await house.seen(({ type }) => type === 'question.opened')
  const [question] = house.of(runId, 'question.opened')
  await house.engine.answer(question?.question.id ?? '', 'deny', OWNER, 'not on a Sunday')
  await house.idle()
  const [end] = house.of(runId, 'run.failed')
  expect(end?.report).toContain('Refused:\n- remove it: not on a Sunday')
})

/** Reads a note, and reports what it said. */
const readsNote = (more = ''): string =>
  withReport(
    workflowText('again', {
      steps: `  - { id: look, title: { en: look, fr: voir }, tool: read_file, args: { path: note.txt } }\n${more}`,
    }),
    '${$steps.look.text}',
  )

it('a forced repair that only looks again brings the newer look', async () => {
  const house = await openHouse({ workflows: { again: readsNote() } })
  const note = join(house.workspace, 'note.txt')
  await writeFile(note, 'old')
  const runId = await house.run('again')
  await writeFile(note, 'new')
  await house.engine.repair(runId, OWNER)
  await house.idle()
  expect(house.of(runId, 'run.completed').map(({ report }) => report)).toEqual(['old', 'new'])
})

it('but how things were before a change stays what it was', async () => {
  const change = commandStep('change', 'echo new > note.txt', 'dependsOn: [look]')
  const house = await openHouse({ workflows: { again: readsNote(change) } })
  await writeFile(join(house.workspace, 'note.txt'), 'old')
  const runId = await house.run('again')
  await house.engine.repair(runId, OWNER)
  await house.idle()
  expect(house.of(runId, 'run.completed').map(({ report }) => report)).toEqual(['old', 'old'])
  expect(house.of(runId, 'tool_call.finished').map(({ callKey }) => callKey)).toContain('2/repair/look')
})
