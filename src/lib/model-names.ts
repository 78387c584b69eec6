/** `big:70b,small:7b` → the model that is asked first, and those that stand in for it, in order. */
export function modelNames(setting: string): readonly [string, ...string[]] {
  const [first = setting, ...rest] = new Set(setting.split(',').filter((name) => name !== ''))
  return [first, ...rest]
}
