import { readFile } from 'node:fs/promises'
import type { Effect } from '../../domain/effect.ts'

/** A small text of the system, whole; undefined where there is none or it may not be read. */
export async function systemText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

export const readEffects = (paths: readonly string[]): readonly Effect[] =>
  paths.map((path) => ({ kind: 'path', access: 'read', path }))
