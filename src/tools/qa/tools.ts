import type { AnyTool } from '../../domain/tool.ts'
import { createCheckTool } from './check-tool.ts'
import { CHECKS } from './checks.ts'
import type { QaDeps } from './deps.ts'
import { createGitDiff } from './git-diff.ts'
import { createGitStatus } from './git-status.ts'

/** What a project says of itself: its repository, and the checks that it brings. */
export const createQaTools = (deps: QaDeps): AnyTool[] => [
  createGitStatus(deps),
  createGitDiff(deps),
  ...CHECKS.map((check) => createCheckTool(deps, check)),
]
