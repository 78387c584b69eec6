import { readFileSync } from 'node:fs'
import type { Explanation, Policy, PolicyDecision } from '../../src/domain/policy.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import type { PolicyOptions } from '../../src/policy/policy-options.ts'

/** The file that is shipped. */
export const base = {
  name: 'allowlist.yaml',
  text: readFileSync(new URL('../../config/allowlist.yaml', import.meta.url), 'utf8'),
}

export const places = { home: '/home/ada/.autohome', workspace: '/home/ada/work', userHome: '/home/ada' }

export const policyOf = (more: Partial<PolicyOptions> = {}): Policy =>
  loadPolicy({ base, ...places, ...more })

export const shipped = policyOf()

export const decide = (text: string, policy = shipped): PolicyDecision =>
  policy.decide([{ kind: 'command', text, cwd: places.workspace }], { mode: 'direct' })

export const explain = (text: string, policy = shipped): Explanation =>
  policy.explain([{ kind: 'command', text, cwd: places.workspace }], { mode: 'direct' })
