/** What came back from people's phones: how far it was read, and which nonces are used up. */
export interface PhoneReplies {
  /** The last message that was dealt with. */
  last(): string | undefined
  isDealtWith(message: string): boolean
  /** The message whose press used this nonce up. */
  usedBy(nonce: string): string | undefined
  /**
   * In one transaction: the message is dealt with, reading goes on behind it, and the nonce, where it carried a good one,
   * is used up.
   *
   * @throws StorageError
   */
  dealtWith(message: string, nonce?: string): Promise<void>
}
