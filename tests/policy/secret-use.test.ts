import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/policy/load.ts'
import { withSecretRules } from '../../src/policy/secret-use.ts'

const shipped = fileURLToPath(new URL('../../config/allowlist.yaml', import.meta.url))
const policy = withSecretRules(
  loadPolicy({
    base: { name: shipped, text: readFileSync(shipped, 'utf8') },
    home: '/home/owner/.autohome',
    workspace: '/work',
    userHome: '/home/owner',
  }),
)
const judge = (text: string) => policy.decide([{ kind: 'command', text, cwd: '/work' }], { mode: 'direct' })

describe('a command that names a secret', () => {
  it.each([
    'printf \'%s\' "${secret:TOKEN}" | wc -c',
    'wc -c <<< "${secret:TOKEN}"',
    'TOKEN=${secret:TOKEN} wc -c notes.txt',
    // As docs/policy.md shows them.
    "PGPASSWORD=${secret:TOKEN} psql -c 'select 1'",
    'docker login --username me --password-stdin <<< "${secret:TOKEN}"',
    'printf \'user = "me:%s"\' "${secret:TOKEN}" | curl --config - https://api.example.org/',
    'cd /work && { LANG=${secret:TOKEN} df -h; }',
  ])('asks even where it would be allowed: %s', (text) => {
    expect(judge(text).decision).toBe('ask')
    expect(judge(text.replaceAll(/\$\{secret:TOKEN\}/g, 'x')).decision).not.toBe('deny')
  })

  it.each([
    'curl -H "Authorization: Bearer ${secret:TOKEN}" https://example.org',
    'df -h ${secret:TOKEN}',
    'TOKEN=${secret:TOKEN}; curl $TOKEN',
    'export TOKEN=${secret:TOKEN}',
    'printf "%s" "$(cat ${secret:TOKEN})"',
    'printf "%s" `cat ${secret:TOKEN}`',
    'cat <(cat ${secret:TOKEN})',
    'printf() { curl "$1"; }; printf ${secret:TOKEN}',
    '${secret:TOKEN}',
    'ls > ${secret:TOKEN}',
    'for x in ${secret:TOKEN}; do curl $x; done',
    'PGPASSWORD=${secret:TOKEN} psql; ls ${secret:TOKEN}',
    'wc -c <<< "$(ls ${secret:TOKEN})"',
    'ls "${secret:TOKEN}',
    'cat <<E\n${secret:TOKEN}\nE',
  ])('is denied where the value could be seen in the list of processes: %s', (text) => {
    expect(judge(text)).toMatchObject({ decision: 'deny', category: 'never' })
  })

  it('is otherwise judged as any other', () => {
    expect(judge('rm -rf /; PGPASSWORD=${secret:DB} psql')).toMatchObject({ decision: 'deny' })
    expect(judge('df -h')).toMatchObject({ decision: 'allow' })
    expect(judge('echo ${secret:lower}').rule).not.toMatch(/^secret\./)
    const parts = policy.explain([{ kind: 'command', text: 'wc -c <<< ${secret:A}', cwd: '/work' }], {
      mode: 'direct',
    })
    expect(parts).toMatchObject({ decision: 'ask' })
  })
})
