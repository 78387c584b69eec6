/** What an answer means to who gives it: yes to what was asked, no, or something else. Buttons and colours follow it. */
export function toneOf(option: string): 'yes' | 'no' | 'other' {
  if (YES.has(option)) return 'yes'
  return NO.has(option) ? 'no' : 'other'
}

const YES: ReadonlySet<string> = new Set(['approve', 'keep', 'done'])
const NO: ReadonlySet<string> = new Set(['deny', 'stop', 'take_back'])
