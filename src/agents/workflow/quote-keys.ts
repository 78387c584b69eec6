/** Arguments that are bash scripts: values are put into them quoted. */
export const QUOTE_KEYS: readonly string[] = ['command']
