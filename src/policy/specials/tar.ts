import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { judgePath } from '../paths.ts'
import { type Frame, note } from '../shell/frame.ts'
import { type Value, value } from '../shell/value.ts'

const PACKS = ['-c', '--create']

/** `tar`: -f is written where an archive is made, `host:file` is on another machine, and -C says where names start. */
export function judgeTar(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { tags, given, positionals } = judgeGrammar(frame, program, args, part)
  const archive = given.get('-f') ?? given.get('--file')
  if (archive?.text.includes(':')) note(frame, 'network.send', part)
  if (!PACKS.some((name) => given.has(name))) return tags
  if (archive) judgePath(frame, 'write', archive, part)
  const moves = args.filter(({ text }) => /^-[^-]*C|^--dir/.test(text)).length
  const dir = given.get('-C') ?? given.get('--directory')
  if (moves > 1) note(frame, 'paths.unknown', part)
  if (dir)
    for (const word of positionals)
      judgePath(frame, 'tree', value(`${dir.text}/${word.text}`, word.many, part), part)
  return tags
}
