import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { mainFile } from '../helpers/build.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'
import { house, provedBy, told } from './house.ts'

/** Working directories of every process that can be seen: how to find what a run left behind. */
const processesIn = (directory: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(directory)
      } catch {
        return false
      }
    })

describe('a request in plain words, on this machine, into a pipe', () => {
  it('in English: lines in order, the whole run id, evidence, the verdict, what to do next', async () => {
    const { spawn, runs } = house()
    const { code, out, err } = await spawn(['start', "check this server's health"])
    const [run] = await runs()
    const id = run?.id ?? ''
    expect(run).toMatchObject({ workflow: 'server-health', request: "check this server's health" })
    expect(err).toBe('')
    expect(code).toBe(run?.verdict === 'pass' ? 0 : 1)
    expect(id).toHaveLength(26)
    const inOrder = [
      `Run ${id}: check this server's health`,
      '● Spec completed',
      '● Plan completed',
      '● memory: completed, ',
      '● Execute completed',
      'evidence e1)',
      'Verify ',
      'Repair ',
      '● Complete completed',
      'Server health · ',
      'criteria proven',
      `autohome show ${id}`,
    ]
    expect(
      inOrder.map((words) => out.indexOf(words)).every((at) => at >= 0),
      out,
    ).toBe(true)
    expect(inOrder.map((words) => out.indexOf(words))).toEqual(
      inOrder.map((words) => out.indexOf(words)).sort((a, b) => a - b),
    )
    // Plain lines: nothing that moves a cursor or colours.
    expect(out).not.toContain('\x1b')
  })

  it('in French, all the way', async () => {
    const { spawn, runs } = house({ LANG: 'fr_FR.UTF-8' })
    const { out } = await spawn(['run', "vérifie l'état du serveur"])
    expect((await runs())[0]).toMatchObject({ workflow: 'server-health' })
    for (const words of ['Exécution 01', 'prouvé', 'mémoire', 'État du serveur · ', 'Mémoire occupée à'])
      expect(out).toContain(words)
    for (const words of ['completed', 'passed', 'proven', 'skipped']) expect(out).not.toContain(words)
  })

  it('in French because it was asked in French, where nobody chose a language', async () => {
    const { out } = await house().spawn(['run', "montre l'état de la mémoire"])
    expect(out).toContain('prouvé')
    expect(out).not.toContain('completed')
  })

  it.each([
    ['hello', 'Hello'],
    ['Merci !', 'Je vous en prie.'],
    ['bonne nuit', 'Bonne nuit'],
    ['oui', 'Rien n’attend de réponse.'],
  ])('%s is answered, and is no run', async (text, answer) => {
    const { spawn, runs } = house()
    const { code, out, err } = await spawn(['start', text])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(answer)
    expect(out.trimEnd()).not.toContain('\n')
    expect(await runs()).toEqual([])
  })
})

describe('exit codes', () => {
  it('0 where every check passed, 1 where one failed, and the criterion that failed is named', async () => {
    const { spawn, writeWorkflow, runs } = house()
    writeWorkflow('holds', provedBy('holds', 'test -d .'))
    writeWorkflow('fails', provedBy('fails', 'test -e never'))
    expect((await spawn(['run', 'holds'])).code).toBe(0)
    const failed = await spawn(['run', 'fails'])
    expect(failed.code).toBe(1)
    // There is nothing to repair it with: VERIFY stays what it was.
    expect(failed.out).toContain('✗ Verify failed  ✗ Repair failed')
    expect(failed.out).toContain('✗ proof holds')
    expect(await runs()).toMatchObject([
      { workflow: 'fails', status: 'failed', verdict: 'fail', failure: 'not_passed' },
      { workflow: 'holds', status: 'completed', verdict: 'pass' },
    ])
  })

  it('a failed check is repaired, and the run passes with its second attempt', async () => {
    const { spawn, writeWorkflow, directory } = house()
    writeWorkflow('mends', provedBy('mends', 'test -e mark', commandStep('mend', 'echo mended > mark')))
    const { code, out } = await spawn(['run', 'mends', '--json'])
    const { summary, events } = told(out)
    expect(summary).toMatchObject({ verdict: 'pass', attempt: 2, phases: { repair: 'completed' } })
    expect(code).toBe(0)
    expect(events.filter(({ type }) => type === 'verdict.reached')).toHaveLength(2)
    expect(readFileSync(join(directory, 'workspace', 'mark'), 'utf8')).toBe('mended\n')
  })

  it('a repair that changes nothing ends early, with a diagnosis', async () => {
    const { spawn, writeWorkflow } = house()
    writeWorkflow('stuck', provedBy('stuck', 'test -e never', commandStep('mend', 'true')))
    const { code, out } = await spawn(['run', 'stuck', '--json'])
    const { summary, events } = told(out)
    expect(code).toBe(1)
    expect(summary).toMatchObject({ status: 'failed', attempt: 2, failure: { code: 'not_passed' } })
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'incident.opened',
        incident: expect.objectContaining({ reason: 'repair_without_progress' }),
      }),
    )
  })

  it('0 and unproven where VERIFY is off, by option and by setting', async () => {
    for (const [env, option] of [
      [{}, ['--no-verify']] as const,
      [{ VERIFY_REQUIRED: 'false' }, []] as const,
    ]) {
      const { spawn, writeWorkflow, runs } = house(env)
      writeWorkflow('fails', provedBy('fails', 'test -e never'))
      const { code, out } = await spawn(['run', 'fails', ...option])
      expect(code).toBe(0)
      expect(out).toContain('Verify skipped')
      expect(out).toContain('not proven')
      expect(await runs()).toMatchObject([{ status: 'completed', unproven: true }])
    }
  })

  it('1 where what asks is denied because nobody can answer, and nothing was done', async () => {
    const { spawn, touched, runs } = house()
    const { code, out } = await spawn(['run', 'touch-it'])
    expect(code).toBe(1)
    expect(out).toContain(`touch ${touched}`)
    expect(out).toContain('Nobody can answer here')
    expect(existsSync(touched)).toBe(false)
    expect(await runs()).toMatchObject([{ status: 'failed', failure: 'denied' }])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '130 on %s: the run ends cancelled, and what it started is gone',
    async (signal) => {
      const { start, runs, workspace, spawn, begins } = house()
      const { child, ended } = start('run', 'take-long')
      await begins(1)
      expect(processesIn(workspace).length).toBeGreaterThan(0)
      child.kill(signal)
      expect((await ended()).code).toBe(130)
      expect(await runs()).toMatchObject([{ status: 'cancelled' }])
      expect(processesIn(workspace)).toEqual([])
      expect((await spawn(['audit', '01'])).code).toBe(0)
    },
  )
})

describe('--json', () => {
  it('is RunEvents, one a line and numbered without gaps, then the summary', async () => {
    const { spawn, show } = house()
    const { code, out, err } = await spawn(['run', 'look-only', '--json'])
    const { events, summary } = told(out)
    expect(err).toBe('')
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(0)?.type).toBe('run.submitted')
    expect(events.at(-1)?.type).toBe('run.completed')
    expect(summary).toEqual({
      type: 'summary',
      runId: events[0]?.runId,
      status: 'completed',
      verdict: 'pass',
      unproven: false,
      attempt: 1,
      workflow: 'look-only',
      phases: {
        spec: 'completed',
        plan: 'completed',
        execute: 'completed',
        verify: 'completed',
        repair: 'skipped',
        complete: 'completed',
      },
      criteria: [
        {
          id: 'so',
          statement: 'it is so',
          result: 'pass',
          evidence: [expect.objectContaining({ id: 'e1', outcome: 'pass', exitCode: 0 })],
        },
      ],
      failure: null,
      report: 'done',
      durationMs: expect.any(Number),
      exitCode: code,
    })
    expect((await show(summary.runId)).events).toEqual(events)
  })

  it('holds no control character that a terminal would obey, whatever a command prints', async () => {
    const { spawn, workflow } = house()
    workflow('loud', commandStep('act', "printf '\\033[2J\\007\\302\\233'"))
    for (const options of [[], ['--json']]) {
      const { out, code } = await spawn(['run', 'loud', ...options])
      expect(code).toBe(0)
      // oxlint-disable-next-line no-control-regex -- that is what is looked for
      expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
    }
  })
})

describe('output of commands', () => {
  it('that is not UTF-8 is kept byte for byte, and shown without harm', async () => {
    const { spawn, workflow, start } = house()
    workflow('bytes', commandStep('act', "printf '\\377\\376bad\\200\\303 end'"))
    const { code, out } = await spawn(['run', 'bytes', '--json'])
    expect(code).toBe(0)
    const { summary } = told(out)
    const { child } = start('show', summary.runId, '--output', 'act')
    child.stdout.setEncoding('latin1')
    let bytes = ''
    for await (const chunk of child.stdout) bytes += chunk
    expect(bytes).toBe('\xff\xfebad\x80\xc3 end')
  })

  it('of 100 MB is cut where the settings say, and the run goes on', async () => {
    const { spawn, workflow, start, runs } = house()
    workflow('much', commandStep('act', "head -c 100000000 /dev/zero | tr '\\000' x"))
    const { code, out } = await spawn(['run', 'much', '--json'])
    expect(code).toBe(0)
    const { events } = told(out)
    expect(out.length).toBeLessThan(200_000)
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'tool_call.finished',
        callKey: '1/execute/act',
        outcome: 'succeeded',
        output: expect.objectContaining({ bytes: 64 * 2 ** 20, truncated: true }),
      }),
    )
    const [run] = await runs()
    const { child } = start('show', run?.id ?? '', '--output', 'act')
    let bytes = 0
    child.stdout.on('data', (chunk: string) => {
      bytes += chunk.length
    })
    await new Promise((resolve) => child.once('close', resolve))
    expect(bytes).toBe(64 * 2 ** 20)
  })
})

describe('automatic recovery', () => {
  it('of a file that is not there is the system’s own, and shown as such', async () => {
    const { spawn, writeWorkflow, directory } = house()
    writeWorkflow(
      'read-it',
      workflowText('read-it', {
        steps: [
          commandStep('make', 'mkdir notes && echo kept > notes/shopping-list.txt'),
          `  - { id: read, title: { en: read, fr: lire }, tool: read_file, dependsOn: [make], args: { path: "${directory}/workspace/shopping-list.txt" } }`,
        ].join('\n'),
        acceptance: criterion('kept', 'grep -q kept notes/shopping-list.txt'),
      }),
    )
    const { out } = await spawn(['run', 'read-it'])
    expect(out).toContain('System recovery')
    expect(out).toContain('notes/shopping-list.txt')
  })
})

describe('a reader that goes away', () => {
  it.each(['tools --json', 'policy explain ls', '--help'])('%s | head -1 ends quietly', async (command) => {
    const { directory, home } = house()
    const script = `node '${mainFile}' ${command} | head -1; echo "\${PIPESTATUS[0]}"`
    const env = { ...process.env, AUTOHOME_HOME: home, WORKSPACE_DIR: join(directory, 'workspace') }
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { env, cwd: directory })
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0')
  })

  it('in the middle of a run: the run is not left running', async () => {
    const { start, workflow, begins, opensGate, runs } = house()
    workflow(
      'go-on',
      commandStep('act', 'echo up > begun; read -r line < gate'),
      commandStep('endless', 'tail -f /dev/null', 'dependsOn: [act]'),
    )
    const { child, ended } = start('run', 'go-on')
    await begins(1)
    child.stdout.destroy()
    // What is told of this step finds nobody.
    const close = await opensGate(1)
    const { code, err } = await ended()
    await close()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect((await runs())[0]?.status).toBe('cancelled')
  })
})
