import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { resolvePath } from '../paths.ts'
import { startsPrograms } from '../repository.ts'
import { type Frame, note } from '../shell/frame.ts'
import { ANY, type Value } from '../shell/value.ts'

/**
 * `git status` runs what the repository's configuration names, so that the repository is looked at too, as it is when
 * judged and again when the command starts. Autohome's own git tools switch all of that off; in the sandbox it may run.
 */
export function judgeGit(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { policy, mode } = frame.judgement
  const looks = policy.places.realpath !== undefined && mode === 'direct' && !frame.ours
  if (looks && (copiesBefore(frame) || mayStartPrograms(frame, args))) note(frame, 'code.unseen', part)
  return judgeGrammar(frame, program, args, part).tags
}

/** A repository that the same text copies or moves to where git is started is not there yet to be looked at. */
const copiesBefore = ({ judgement }: Frame): boolean =>
  judgement.findings.some(({ rule, part }) => rule.access === 'write' && COPIES.test(part))

const COPIES = /\b(?:cp|mv|ln|install|rsync|tar|cpio|unzip|7z)\b/

function mayStartPrograms({ cwd, judgement }: Frame, args: readonly Value[]): boolean {
  let dirs = cwd.dirs
  for (let at = 0; args[at]?.text === '-C'; at += 2) {
    const to = args[at + 1]
    if (!to || to.text.includes(ANY)) return true
    dirs = dirs?.map((dir) => resolvePath(dir, to.text, judgement.policy.places.userHome) ?? ANY)
  }
  return dirs === undefined || dirs.some((dir) => dir.includes(ANY) || safely(dir))
}

/** What cannot be looked at is not vouched for. */
function safely(dir: string): boolean {
  try {
    return startsPrograms(dir)
  } catch {
    return true
  }
}
