import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { answerAll, openModelHouse } from '../../helpers/model-house.ts'
import type { Answering } from '../../helpers/model-server.ts'
import { calls, contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const SPEC = specs({ there: contains('app/a.js', 'yes') })
const PLAN = plans(['write', 'write_file', { path: 'app/a.js', content: 'yes', mode: 'overwrite' }])
const GIVEN_UP = { text: JSON.stringify({ thought: '', plan: { steps: [] } }) }

/** Finds fault with every file that holds "bad". */
const LINT = `const fs = require('node:fs')
const bad = fs.readdirSync('.').filter((name) => /^[abc].*js$/.test(name) && fs.readFileSync(name, 'utf8').includes('bad'))
for (const name of bad) console.log(process.cwd() + '/' + name + ':1:1 error')
process.exit(bad.length === 0 ? 0 : 1)
`
const MANIFEST = JSON.stringify({
  scripts: { lint: 'node lint.js', test: 'node test.js', format: 'rm a.js' },
})
const PROJECT = { 'app/package.json': MANIFEST, 'app/lint.js': LINT, 'app/test.js': '' }

async function proving(
  turns: readonly Answering[],
  before: Readonly<Record<string, string>> = {},
  answer = 'approve',
) {
  const house = await openModelHouse({ executor: [SPEC, PLAN, ...turns, GIVEN_UP] })
  await lay(house.workspace, before)
  const asked = answerAll(house, answer)
  const { view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  const proof = view.evidence.map(({ criterionId, outcome }) => `${criterionId} ${outcome}`)
  return { view, proof: proof.sort(), asked, house }
}

/** Files that are older than whatever comes after: the clock that stamps files has moved on. */
async function lay(directory: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  const mark = join(directory, '.mark')
  const stamped = async () => {
    await writeFile(mark, '')
    return (await stat(mark)).ctimeMs
  }
  const then = await stamped()
  while ((await stamped()) < then + 50);
}

it('finds a project that only commands made', async () => {
  const script = `mkdir app && cd app && printf '%s' '${MANIFEST}' > package.json && cat > a.js <<'END'
yes
END
echo 'process.exit(3)' > test.js; echo '' > lint.js`
  const { proof, view, asked } = await proving([calls('execute_command', { command: script }), ends()])
  expect(proof).toEqual(['run_lint app pass', 'run_tests app fail', 'there pass'])
  expect(view.verdict?.result).toBe('fail')
  // What formats by rewriting is not run by itself.
  expect(asked.map(({ body }) => body).join('\n')).not.toContain('format')
})

it('finds nothing to check where nothing was changed, or what was changed is no project', async () => {
  const old = { ...PROJECT, 'app/a.js': 'yes' }
  expect((await proving([calls('list_directory', { path: '.' }), ends()], old)).proof).toEqual(['there pass'])
  expect((await proving([writes('app/a.js', 'yes'), ends()])).proof).toEqual(['there pass'])
})

it('fails a linter that names a file which the run changed', async () => {
  const { proof, view } = await proving([writes('app/a.js', 'yes, bad'), ends()], PROJECT)
  expect(proof).toEqual(['run_lint app fail', 'run_tests app pass', 'there pass'])
  expect(view.verdict?.result).toBe('fail')
})

it('does not fail for what a linter finds in files that were there before', async () => {
  const before = { ...PROJECT, 'app/b.js': 'bad', 'app/aa.js': 'bad' }
  const { proof, view } = await proving([writes('app/a.js', 'yes'), ends()], before)
  expect(proof).toEqual(['run_lint app pass', 'run_tests app pass', 'there pass'])
  expect(view.evidence.find(({ criterionId }) => criterionId === 'run_lint app')).toMatchObject({
    exitCode: 1,
    excerpt: expect.stringContaining('/b.js:1:1 error') as unknown,
  })
  expect(view.verdict?.result).toBe('pass')
})

it('asks no linter about more files than a run writes', async () => {
  const many = `cd app; echo yes > a.js; for n in $(seq 60); do echo > f$n.js; done`
  const { proof } = await proving([calls('execute_command', { command: many }), ends()], PROJECT)
  expect(proof).toEqual(['run_tests app pass', 'there pass'])
})

it('says of which projects it makes no checks, where a run changed many', async () => {
  const many = `for n in p1 p2 p3 p4 p5; do mkdir $n; echo '{"scripts":{"test":"true"}}' > $n/package.json; done; mkdir app; echo yes > app/a.js`
  const { proof, view } = await proving([calls('execute_command', { command: many }), ends()])
  expect(proof).toEqual([
    'run_tests p1 pass',
    'run_tests p2 pass',
    'run_tests p3 pass',
    'run_tests p4 skipped',
    'run_tests p5 skipped',
    'there pass',
  ])
  expect(view.evidence.find(({ outcome }) => outcome === 'skipped')?.why).toMatchObject({
    en: 'only the first 3 projects that a run changes are checked',
  })
  expect(view.verdict?.result).toBe('pass')
})

it('checks no project that somebody else changed while the model thought', async () => {
  const house = await openModelHouse({
    executor: [
      SPEC,
      async () => {
        await lay(house.workspace, {
          'theirs/package.json': '{"scripts":{"test":"false"}}',
          'theirs/a.js': '',
        })
        return PLAN
      },
      writes('app/a.js', 'yes'),
      ends(),
    ],
  })
  await lay(house.workspace, PROJECT)
  answerAll(house, 'approve')
  const { view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  expect(view.evidence.map(({ criterionId }) => criterionId).sort()).toEqual([
    'run_lint app',
    'run_tests app',
    'there',
  ])
})

it('takes a linter that is refused for skipped, and tests that are refused for nothing proven', async () => {
  const { proof, view } = await proving([writes('app/a.js', 'yes'), ends()], PROJECT, 'deny')
  expect(proof).toEqual(['run_lint app skipped', 'run_tests app inconclusive', 'there pass'])
  expect(view.verdict?.result).toBe('inconclusive')
})

it('mends what failed although other checks were refused, and does not ask about these again', async () => {
  const { view, asked } = await proving(
    [
      writes('app/a.js', 'no'),
      ends(),
      plans(['mend', 'write_file', { path: 'app/a.js', content: 'yes', mode: 'overwrite' }]),
      writes('app/a.js', 'yes'),
      ends(),
    ],
    { 'app/package.json': '{"scripts":{"lint":"false"}}' },
    'deny',
  )
  expect(view.verdicts.get(1)?.result).toBe('fail')
  expect(view.verdict).toMatchObject({ result: 'pass', attempt: 2 })
  expect(asked.map(({ callKey }) => callKey)).toEqual(['1/verify/grant'])
})
