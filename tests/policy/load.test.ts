import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/policy/load.ts'

const text = readFileSync(new URL('../../config/allowlist.yaml', import.meta.url), 'utf8')

describe('the policy file that comes with Autohome', () => {
  it('loads, and every rule agrees with its examples', () => {
    const policy = loadPolicy({
      base: { name: 'allowlist.yaml', text },
      home: '/home/ada/.autohome',
      workspace: '/home/ada/work',
      userHome: '/home/ada',
    })
    expect(
      policy.decide([{ kind: 'command', text: 'ls -la', cwd: '/home/ada/work' }], { mode: 'direct' })
        .decision,
    ).toBe('allow')
  })
})
