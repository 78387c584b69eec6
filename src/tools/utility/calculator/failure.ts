/** What is wrong with an expression and where; positions count characters from 1. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly position: number

  constructor(message: string, position: number) {
    super(`${message} (at character ${position})`)
    this.position = position
  }
}
