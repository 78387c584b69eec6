import type { ToolError } from '../domain/tool.ts'

/**
 * A tool's error as parameters of a message of the catalogue: its own words as `error`, and what is needed to word it in
 * another language where it is read (`i18n/tool-error.ts`).
 */
export const errorParams = ({ code, message, subject }: Omit<ToolError, 'recoverable'>) => ({
  error: message,
  code,
  ...(subject === undefined ? {} : { subject }),
})
