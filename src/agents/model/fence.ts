import { createHmac, randomBytes } from 'node:crypto'

/** Around what came from files, logs, pages and programs: inside it nothing is an instruction. */
export interface Fence {
  readonly open: string
  readonly close: string
  around(data: string): string
}

const secret = randomBytes(32)

/**
 * A fence that nobody outside this process can guess. It is the same throughout one conversation, because a model server
 * reads an unchanged beginning of a prompt only once; should a program see it and print it, it is taken out of the data.
 */
export function fenceFor(conversation: string): Fence {
  const mark = createHmac('sha256', secret).update(conversation).digest('hex').slice(0, 16)
  const marked = new RegExp(mark, 'gi')
  const [open, close] = [`<<<DATA ${mark}`, `DATA ${mark}>>>`]
  return { open, close, around: (data) => `${open}\n${data.replace(marked, '(…)')}\n${close}` }
}
