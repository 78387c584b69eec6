import { clip } from '../../visible.ts'
import { type ActionRow, type Button, CUSTOM_ID_MAX, LABEL_MAX, ROW_MAX, ROWS_MAX } from '../component.ts'

/** At most five rows of five. What has an id that no button can carry is left out; commands reach it all the same. */
export function rowsOf(buttons: readonly Button[]): ActionRow[] {
  const fitting = buttons
    .filter(({ custom_id: id }) => id.length <= CUSTOM_ID_MAX)
    .slice(0, ROW_MAX * ROWS_MAX)
  const rows: ActionRow[] = []
  for (let at = 0; at < fitting.length; at += ROW_MAX)
    rows.push({ type: 1, components: fitting.slice(at, at + ROW_MAX) })
  return rows
}

export const button = (style: Button['style'], label: string, id: string): Button => ({
  type: 2,
  style,
  label: clip(label.trim() === '' ? '…' : label, LABEL_MAX),
  custom_id: id,
})
