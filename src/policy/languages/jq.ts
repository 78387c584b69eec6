/** `import` and `include` of jq, and `load` and its kin of yq, read files of any name; yq's `eval` and `system` run text. */
const REACHES_OUT = /(?<![.\w$"])(?:(?:import|include)\b|(?:load\w*|system|eval)\s*\()/

/** Whether a filter of jq or yq works on its input only. */
export const isPlainFilter = (filter: string): boolean => !REACHES_OUT.test(filter)
