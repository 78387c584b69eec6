import type { Program } from '../model.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `export`, `declare` and their kin: harmless names with plain values, none of the attributes that evaluate. */
export function judgeDeclare(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { policy } = frame.judgement
  note(frame, program.rule, part)
  for (const { text } of args) {
    if (/^-[pxrf]+$/.test(text) && !text.includes('f')) continue
    const name = text.split('=', 1)[0] ?? ''
    const plain = /^[A-Za-z_]\w*$/.test(name)
    const exports = program.name === 'export' || args.some((word) => word.text.startsWith('-'))
    const harmless = exports ? policy.harmlessVariables.test(name) : !policy.guardedVariables.test(name)
    if (!plain || !harmless) note(frame, 'shell.variable', part)
  }
  return TAG.none
}
