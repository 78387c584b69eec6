import type { RunId, RunRequest } from './run.ts'
import type { Locale } from './text.ts'

export interface UndoWish {
  /** Only say what could be brought back. */
  readonly preview: boolean
  /** Also what something else has changed since. */
  readonly changed: boolean
}

/** The job that undoes a run, wherever it is asked for. It works on the machine itself, whatever mode runs have. */
export const undoRequest = (
  run: RunId,
  { preview, changed }: UndoWish,
  locale: Locale,
): Pick<RunRequest, 'locale' | 'mode' | 'params' | 'text' | 'workflow'> => ({
  text: `undo ${run}${preview ? ' --dry-run' : ''}${changed ? ' --changed' : ''}`,
  locale,
  mode: 'direct',
  workflow: preview ? 'undo-preview' : 'undo',
  params: preview ? { run } : { run, changed: changed ? 'yes' : 'no' },
})
