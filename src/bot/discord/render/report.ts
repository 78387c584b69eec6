import { word } from '../../../i18n/say.ts'
import type { Attachment, Outgoing } from '../../delivery/outgoing.ts'
import { parseMarkdown } from '../../markdown.ts'
import type { Block } from '../../markdown/blocks.ts'
import { type Component, divider } from '../component.ts'
import { plainWithin } from '../markup.ts'
import { fileParts, safeFiles } from './files.ts'
import { container, laidOut, ROOM, whole } from './layout.ts'
import { blockText, blockWithin } from './markdown.ts'

export interface Rendered {
  readonly components: readonly Component[]
  readonly files: readonly Attachment[]
}

/** Longer reports are read in their file: this many characters of a text are looked at. */
const READ_MAX = 20_000
const BODY_ROOM = ROOM - 400

/** The final report. What does not fit is in a file beside it, whole. */
export function renderReport({
  locale,
  title,
  markdown,
  files,
}: Extract<Outgoing, { kind: 'report' }>): Rendered {
  const blocks = parseMarkdown(markdown.slice(0, READ_MAX))
  const shown = fitted(blocks)
  const isWhole = shown.length === blocks.length && markdown.length <= READ_MAX && !shown.cut
  const needsFile = !isWhole && files.length === 0
  const all = safeFiles(
    needsFile ? [{ name: 'report.md', bytes: new TextEncoder().encode(markdown) }] : files,
  )
  return {
    components: [
      container(
        undefined,
        laidOut([
          whole(0, `### ${plainWithin(title, 250)}`),
          whole(1, shown.texts.join('\n')),
          whole(2, isWhole ? '' : `-# ${word('discord.rest_in_file', locale)}`),
          divider,
          ...fileParts(all),
        ]),
      ),
    ],
    files: all,
  }
}

function fitted(blocks: readonly Block[]) {
  const texts: string[] = []
  let left = BODY_ROOM
  for (const [at, block] of blocks.entries()) {
    const rendered = blockText(block)
    if (rendered.length + 1 > left) {
      const part = blockWithin(block, left - 1)
      if (part !== '') texts.push(part)
      return { texts, length: at, cut: true }
    }
    texts.push(rendered)
    left -= rendered.length + 1
  }
  return { texts, length: blocks.length, cut: false }
}
