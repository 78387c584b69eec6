import type { Changes } from '../../domain/change.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { createUndoChanges } from './undo-changes.ts'
import { createUndoPreview } from './undo-preview.ts'

export const createUndoTools = (changes: Changes): AnyTool[] => [
  createUndoPreview(changes),
  createUndoChanges(changes),
]
