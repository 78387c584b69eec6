import type { RestoredPart } from '../../domain/change.ts'
import type { Manifest, StateRecord } from './manifest.ts'
import { runShell } from './shell.ts'

/** What the kernel holds, as the command that shows it prints it. @throws Error where that cannot be had */
export async function recordState(
  { save, restore }: Pick<StateRecord, 'restore' | 'save'>,
  trustedPath: readonly string[],
): Promise<StateRecord> {
  const { exitCode, stdout, stderr } = await runShell(save, { trustedPath })
  if (exitCode !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `${save} failed`)
  return { save, restore, text: stdout }
}

/** Comments with a date and the counters of rules change by themselves. */
const stable = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\[\d+:\d+\]|packets \d+ bytes \d+/g, '')

export async function restoreStates({
  states,
  trustedPath,
}: Pick<Manifest, 'states' | 'trustedPath'>): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const state of states) {
    if (await isAsBefore(state, trustedPath)) continue
    const { stderr } = await runShell(state.restore, { trustedPath, stdin: state.text })
    const ok = await isAsBefore(state, trustedPath)
    parts.push({
      what: state.save,
      ok,
      ...(ok ? {} : { why: stderr.trim().split('\n').at(-1) || 'differs' }),
    })
  }
  return parts
}

export async function statesThatDiffer({
  states,
  trustedPath,
}: Pick<Manifest, 'states' | 'trustedPath'>): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const state of states)
    if (!(await isAsBefore(state, trustedPath))) parts.push({ what: state.save, ok: false, why: 'differs' })
  return parts
}

async function isAsBefore(state: StateRecord, trustedPath: readonly string[]): Promise<boolean> {
  try {
    return stable((await recordState(state, trustedPath)).text) === stable(state.text)
  } catch {
    return false
  }
}
