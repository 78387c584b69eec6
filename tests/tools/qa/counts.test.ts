import { expect, test } from 'vitest'
import { countFormatted, countIssues, countTests } from '../../../src/tools/qa/counts.ts'

test.each([
  ['pytest -q', '..F\n2 failed, 3 passed, 1 skipped in 0.12s\n', { passed: 3, failed: 2, skipped: 1 }],
  ['pytest with a rule', '===== 3 passed, 2 warnings in 1.02s =====\n', { passed: 3, failed: 0 }],
  ['pytest that cannot collect', '1 error in 0.05s\n', { failed: 1 }],
  [
    'vitest',
    ' Test Files  1 passed (1)\n      Tests  1 failed | 18 passed (19)\n',
    { passed: 18, failed: 1 },
  ],
  ['jest', 'Tests:       1 failed, 2 skipped, 3 passed, 6 total\n', { passed: 3, failed: 1, skipped: 2 }],
  ['mocha', '  5 passing (20ms)\n  1 pending\n  2 failing\n', { passed: 5, failed: 2, skipped: 1 }],
  [
    'node --test',
    'ℹ tests 3\nℹ pass 1\nℹ fail 1\nℹ skipped 1\nℹ todo 0\n',
    { passed: 1, failed: 1, skipped: 1 },
  ],
  ['node --test as TAP', '# pass 4\n# fail 0\n', { passed: 4, failed: 0 }],
  ['colours', '\u001b[32m      Tests \u001b[39m \u001b[1m2 passed\u001b[22m (2)\n', { passed: 2, failed: 0 }],
  ['nothing known', 'all fine\n', {}],
])('tests: %s', (_name, output, counts) => {
  expect(countTests(output)).toEqual(counts)
})

test.each([
  ['ruff', 'a.py:1:8: F401\nFound 3 errors.\n', { issues: 3 }],
  ['ruff, clean', 'All checks passed!\n', { issues: 0 }],
  ['mypy', 'Found 2 errors in 1 file (checked 3 source files)\n', { issues: 2 }],
  ['mypy, clean', 'Success: no issues found in 3 source files\n', { issues: 0 }],
  ['eslint', '✖ 3 problems (1 error, 2 warnings)\n', { issues: 3 }],
  ['tsc', 'a.ts(1,1): error TS1: x\nb.ts(2,2): error TS2: y\n', { issues: 2 }],
  ['nothing known', 'done\n', {}],
])('issues: %s', (_name, output, counts) => {
  expect(countIssues(output)).toEqual(counts)
})

test.each([
  [
    'black',
    'would reformat a.py\n\n2 files would be reformatted, 1 file would be left unchanged.\n',
    { unformatted: 2 },
  ],
  ['black, clean', 'All done!\n3 files would be left unchanged.\n', { unformatted: 0 }],
  ['nothing known', 'done\n', {}],
])('formatting: %s', (_name, output, counts) => {
  expect(countFormatted(output)).toEqual(counts)
})
