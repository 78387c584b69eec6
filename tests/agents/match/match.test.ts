import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { matchRequest, paramsIn } from '../../../src/agents/match/match.ts'
import { nearestNames } from '../../../src/agents/match/nearest-names.ts'
import { loadWorkflows } from '../../../src/agents/workflow/library.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { shippedLibrary, toolNames } from '../tool-names.ts'

/** `sentence => workflow param=value …`, or `none`, or `not`: anything but to go ahead. */
const requests = readFileSync(new URL('requests.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' => ') as [string, string])

describe('matchRequest', async () => {
  const library = await shippedLibrary()

  const understood = (text: string): string => {
    const match = matchRequest(text, library)
    if (match.kind !== 'match') return match.kind
    const params = Object.entries(match.params).map(([name, value]) => `${name}=${String(value)}`)
    return [match.workflow.name, ...params].join(' ')
  }

  it('has sentences of every kind to try', () => {
    const expected = requests.map(([, what]) => what.split(' ')[0])
    expect(requests.length).toBeGreaterThan(350)
    expect(new Set(expected).size).toBe(24)
  })

  it.each(requests)('%s => %s', (text, expected) => {
    if (expected === 'not') expect(['unsure', 'none']).toContain(understood(text))
    else expect(understood(text)).toBe(expected)
  })

  it('offers the nearest where it is unsure, best first', () => {
    const match = matchRequest('delete all docker images', library)
    expect(match.kind).toBe('unsure')
    expect(match.kind === 'unsure' && match.candidates[0]?.name).toBe('docker-cleanup')
  })

  it('finds its own phrases again, every one', () => {
    for (const workflow of library.workflows)
      for (const phrase of [...workflow.aliases.en, ...workflow.aliases.fr]) {
        const needs = Object.values(workflow.params).some(({ required }) => required)
        const match = matchRequest(phrase, library)
        if (!needs) expect(match, phrase).toMatchObject({ kind: 'match', workflow: { name: workflow.name } })
      }
  })

  it('never acts on a text that it has not read to the end', () => {
    const long = `clean up the disk ${'and then '.repeat(200)} delete my photos`
    expect(matchRequest(long, library).kind).not.toBe('match')
    expect(matchRequest('x '.repeat(100_000), library).kind).toBe('none')
    expect(matchRequest('', library)).toEqual({ kind: 'none', candidates: [] })
  })

  it('takes parameters by name, in quotes too', () => {
    expect(understood('disk-report path="/srv/my data" limit=70')).toBe(
      'disk-report path=/srv/my data limit=70',
    )
    const service = library.get('restart-service')
    expect(service && paramsIn(service, 'please restart nginx')).toEqual({ service: 'nginx' })
  })
})

it("takes choices, yes and no, and amounts for an owner's workflow", async () => {
  const directory = await tempDir()
  const t = '{ en: t, fr: t }'
  await writeFile(
    join(directory, 'tidy.yaml'),
    `
name: tidy-photos
title: { en: Tidy the photos, fr: Ranger les photos }
description: ${t}
aliases: { en: [tidy the photos], fr: [range les photos] }
params:
  album: { type: choice, title: ${t}, choices: [Family, Holidays] }
  raw: { type: boolean, title: ${t}, words: { en: [raw], fr: [brutes] } }
  larger: { type: integer, unit: bytes, title: ${t} }
  keep: { type: integer, title: ${t}, words: { en: [keep], fr: [garde] } }
steps: [{ id: a, title: ${t}, tool: execute_command, args: { command: 'true' } }]
acceptance: [{ id: a, statement: ${t}, check: { tool: disk_usage } }]
report: ${t}
estimatedDurationS: 1
`,
  )
  const library = await loadWorkflows({ directories: [{ path: directory, owner: true }], toolNames })
  expect(library.broken).toEqual([])
  const params = (text: string) => {
    const match = matchRequest(text, library)
    return match.kind === 'match' ? match.params : match.kind
  }
  expect(params('tidy the holidays photos, raw too')).toMatchObject({ album: 'Holidays', raw: true })
  expect(params('range les photos sans les brutes')).toEqual({ raw: false })
  expect(params('tidy the photos over 5 MB, keep 10')).toEqual({ larger: '5mb', keep: '10' })
  expect(params('tidy the photos over 2 gigas')).toEqual({ larger: '2go' })
  expect(params('tidy the photos and the garden')).toBe('unsure')
})

it('knows which names look like another', () => {
  const names = ['disk-report', 'disk-cleanup', 'docker-cleanup', 'memory-report']
  expect(nearestNames('disk-raport', names)[0]).toBe('disk-report')
  expect(nearestNames('cleanup-disk', names)[0]).toBe('disk-cleanup')
})
