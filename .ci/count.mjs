// Reads vitest's report and the coverage summary, and says how it went. Arguments: report, summary, exit code of check.
import { readFileSync } from 'node:fs'

const [, , reportFile, coverageFile, checkCode] = process.argv
const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const coverage = read(coverageFile)
if (coverage) console.log(`line coverage of src: ${coverage.total.lines.pct} %`)

const report = read(reportFile)
if (!report) {
  console.log('The tests left no report.\n0 passed, 1 failed')
  process.exit(1)
}

const tests = report.testResults.flatMap((file) =>
  file.assertionResults.map((one) => ({ ...one, file: file.name })),
)
const of = (...statuses) => tests.filter((one) => statuses.includes(one.status))
const passed = of('passed')
const failed = of('failed')
// A test that did not run proves nothing, so it counts as failed.
const skipped = of('skipped', 'pending', 'todo', 'disabled')
// A file that could not be loaded has no tests to fail.
const broken = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
)

for (const one of failed) console.log(`failed: ${one.fullName} (${one.file})`)
for (const one of skipped) console.log(`not run: ${one.fullName} (${one.file})`)
for (const one of broken) console.log(`could not run: ${one.name}`)

let failures = failed.length + skipped.length + broken.length
if (failures === 0 && checkCode !== '0') {
  console.log(`npm run check failed (${checkCode}): types, lint, format or coverage; see above.`)
  failures = 1
}
if (passed.length === 0 && failures === 0) {
  console.log('No test ran.')
  failures = 1
}
console.log(`${passed.length} passed, ${failures} failed`)
process.exit(failures > 0 ? 1 : 0)
