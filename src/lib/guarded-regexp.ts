import vm from 'node:vm'

/** How long one regular expression may look, in milliseconds. */
const LIMIT_MS = 200

const sandbox: { pattern?: RegExp; text?: string } = {}
let context: vm.Context | undefined
let script: vm.Script | undefined

/**
 * A RegExp whose search ends. V8's backtracking can run for centuries on `(a+)+$`; inside `vm` a time limit interrupts it,
 * and no pattern has to be judged by its looks. Costs about 0.1 ms a search.
 *
 * @throws Error from `exec` when the limit is reached
 */
export class GuardedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    context ??= vm.createContext(sandbox)
    script ??= new vm.Script('pattern.exec(text)')
    const plain = new RegExp(this.source, this.flags)
    plain.lastIndex = this.lastIndex
    Object.assign(sandbox, { pattern: plain, text })
    try {
      const found: RegExpExecArray | null = script.runInContext(context, { timeout: LIMIT_MS })
      this.lastIndex = plain.lastIndex
      return found
    } catch (cause) {
      throw new Error(`the pattern /${this.source}/ took longer than ${LIMIT_MS} ms`, { cause })
    } finally {
      delete sandbox.pattern
      delete sandbox.text
    }
  }
}
