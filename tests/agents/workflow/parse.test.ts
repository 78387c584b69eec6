import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/domain/errors.ts'
import { parseWorkflow } from '../../../src/agents/workflow/parse.ts'

const GOOD = `name: look
title: { en: Look, fr: Regarder }
description: { en: Looks., fr: Regarde. }
aliases: { en: [look around], fr: [regarde autour] }
params:
  limit: { type: integer, title: { en: Limit, fr: Limite }, default: 85, min: 1, max: 99 }
steps:
  - id: disks
    title: { en: measure, fr: mesurer }
    tool: disk_usage
  - id: clean
    title: { en: clean, fr: nettoyer }
    tool: execute_command
    args: { command: "apt-get clean \${$steps.disks.fullest.mount}" }
    dependsOn: [disks]
    when: $steps.disks.fullest.usedPercent > $params.limit
acceptance:
  - id: below-limit
    statement: { en: "below \${$params.limit} %", fr: "sous \${$params.limit} %" }
    check: { tool: disk_usage, expect: fullest.usedPercent < $params.limit, figure: $pct(fullest.usedPercent) }
report: { en: "\${$steps.disks.fullest.mount}", fr: "\${$criteria.\`below-limit\`.figure}" }
estimatedDurationS: 5
`
const tools = ['disk_usage', 'execute_command']
const parse = (text: string) => parseWorkflow(text, 'look.yaml', tools)

/** The one line that a change of the good file leads to. */
async function complaint(from: string | RegExp, to: string): Promise<string> {
  const text = GOOD.replace(from, to)
  expect(text).not.toBe(GOOD)
  const error = await parse(text).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({ code: 'bad_workflow' })
  const message = (error as UserError).message
  expect(message).not.toContain('\n')
  return message
}

describe('parseWorkflow', () => {
  it('reads a whole file and fills in what may be left out', async () => {
    const workflow = await parse(GOOD)
    expect(workflow).toMatchObject({ name: 'look', text: GOOD, file: 'look.yaml', risks: [] })
    expect(workflow.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(workflow.steps[0]).toMatchObject({ args: {}, dependsOn: [], optional: false })
  })

  it('says file, line, key and what is wrong with the form', async () => {
    expect(await complaint('title: { en: Look,', 'title: { en: Look: x: y,')).toMatch(
      /^look\.yaml:2: not YAML: /,
    )
    expect(await complaint('name: look', 'name: Look It')).toMatch(
      /^look\.yaml:1: name: .*\(it holds "Look It"\)$/,
    )
    expect(await complaint(', fr: Regarder }', ' }')).toMatch(/^look\.yaml:2: title\.fr: /)
    expect(await complaint('type: integer', 'type: int')).toMatch(
      /^look\.yaml:6: params\.limit\.type: .*"integer"/,
    )
    expect(await complaint('    tool: disk_usage\n', '    tool: disk_usage\n    tols: 1\n')).toMatch(
      /^look\.yaml:8: steps\.0: .*tols/,
    )
    expect(await complaint(/estimatedDurationS: 5/, '')).toMatch(/estimatedDurationS/)
    expect(await complaint(GOOD, '- just\n- a list\n')).toMatch(/^look\.yaml:1: /)
    expect(await complaint(GOOD, '')).toMatch(/^look\.yaml:1: /)
  })

  it('finds what would only fail when it runs', async () => {
    expect(await complaint('tool: disk_usage', 'tool: disk_use')).toBe(
      'look.yaml:10: steps.0.tool: there is no tool "disk_use"; known: disk_usage, execute_command',
    )
    expect(await complaint('check: { tool: disk_usage', 'check: { tool: nope')).toMatch(
      /^look\.yaml:20: acceptance\.0\.check\.tool: /,
    )
    expect(await complaint('id: clean', 'id: disks')).toMatch(
      /^look\.yaml:11: steps\.1\.id: "disks" is the id/,
    )
    expect(await complaint('dependsOn: [disks]', 'dependsOn: [disk]')).toMatch(
      /steps\.1\.dependsOn: there is no step "disk" here; known: disks, clean/,
    )
    expect(
      await complaint('    tool: disk_usage\n', '    tool: disk_usage\n    dependsOn: [clean]\n'),
    ).toMatch(/waits for itself/)
    expect(await complaint('default: 85', 'default: 100')).toMatch(
      /params\.limit\.default: a whole number from 1 to 99 \(it holds 100\)|params\.limit\.default: a whole number from 1 to 99/,
    )
    expect(await complaint('type: integer, ', "type: string, pattern: '[', ")).toMatch(
      /not a regular expression/,
    )
    expect(await complaint('type: integer, ', 'type: choice, ')).toMatch(/a choice needs "choices"/)
  })

  it('finds expressions that do not parse or name what is not there', async () => {
    expect(await complaint('> $params.limit', '> (')).toMatch(
      /^look\.yaml:16: steps\.1\.when: .*does not parse/,
    )
    expect(await complaint('> $params.limit', '> $params.limt')).toMatch(
      /names \$params\.limt; known here: limit$/,
    )
    expect(await complaint('    dependsOn: [disks]\n', '')).toMatch(/names \$steps\.disks; known here: none/)
    expect(await complaint('$steps.disks.fullest.mount}" }', '$steps.disks.fullest.mount" }')).toMatch(
      /no matching "}"/,
    )
    expect(await complaint('clean ${', "clean '${")).toMatch(/inside quotes/)
    expect(await complaint('`below-limit`', '`below`')).toMatch(/report\.fr: .*\$criteria\.below; known here/)
    expect(await complaint('fullest.usedPercent < $params', '$verdict < $params')).toMatch(
      /names \$verdict, which is not known here/,
    )
    expect(await complaint('expect: fullest', 'expect: $status.disks and fullest')).toMatch(/not known here/)
  })

  it('lets only plain commands ask for root', async () => {
    const root = '    root: { group: docker }\n    dependsOn: [disks]'
    const withRoot = GOOD.replace('    dependsOn: [disks]', root)
    expect((await parse(withRoot)).steps[1]?.root).toEqual({ group: 'docker' })
    await expect(parse(withRoot.replace('apt-get clean', 'a; b'))).rejects.toThrow(/one program with plain/)
    expect(await complaint('    tool: disk_usage\n', '    tool: disk_usage\n    root: {}\n')).toMatch(
      /only a command of execute_command/,
    )
    expect(await complaint(/disks\b/g, 'rights')).toMatch(/kept for Autohome/)
  })
})
