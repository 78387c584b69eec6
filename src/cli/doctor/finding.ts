import type { MessageKey } from '../../i18n/catalogue.ts'

/** What doctor found of one thing. `warn`: it works without; `fail`: it does not. */
export interface Finding {
  readonly check: MessageKey
  readonly level: 'ok' | 'warn' | 'fail'
  /** What is there, or what is missing and how to mend it. */
  readonly detail: string
}

export const ok = (check: MessageKey, detail: string): Finding => ({ check, level: 'ok', detail })
export const warn = (check: MessageKey, detail: string): Finding => ({ check, level: 'warn', detail })
export const fail = (check: MessageKey, detail: string): Finding => ({ check, level: 'fail', detail })
