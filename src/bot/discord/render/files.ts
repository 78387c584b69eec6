import type { Attachment } from '../../delivery/outgoing.ts'
import { type FileComponent, FILES_MAX } from '../component.ts'

/**
 * Names as `attachment://` takes them, each once, and as many as a message takes. Without a file component a message made of
 * components does not show its attachments.
 */
export function safeFiles(files: readonly Attachment[]): Attachment[] {
  const taken = new Set<string>()
  return files.slice(0, FILES_MAX).map(({ name, bytes }, at) => {
    const plain =
      name
        .replaceAll(/[^\w.-]+/g, '_')
        .replace(/^[._]+/, '')
        .slice(-60) || 'file'
    const unique = taken.has(plain) ? `${at}-${plain}` : plain
    taken.add(unique)
    return { name: unique, bytes }
  })
}

export const fileParts = (files: readonly Attachment[]): FileComponent[] =>
  files.map(({ name }) => ({ type: 13, file: { url: `attachment://${name}` } }))
