/** An answer of Discord's that says no. */
export class Problem extends Error {
  readonly status: number
  readonly code: number
  readonly more: Readonly<Record<string, unknown>>

  constructor(status: number, code: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
  }
}

export const invalidForm = (faults: readonly string[]): Problem =>
  new Problem(400, 50035, `Invalid Form Body: ${faults.slice(0, 5).join('; ')}`, { errors: faults })

/** Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const problems = {
  unknownChannel: () => new Problem(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Problem(404, 10004, 'Unknown Guild'),
  unknownMessage: () => new Problem(404, 10008, 'Unknown Message'),
  unknownWebhook: () => new Problem(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Problem(404, 10062, 'Unknown interaction'),
  acknowledged: () => new Problem(400, 40060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Problem(403, 50001, 'Missing Access'),
  notAuthor: () => new Problem(403, 50005, 'Cannot edit a message authored by another user'),
  missingPermissions: () => new Problem(403, 50013, 'Missing Permissions'),
  wrongChannelType: () => new Problem(400, 50024, 'Cannot execute action on this channel type'),
  invalidToken: () => new Problem(401, 50027, 'Invalid Webhook Token'),
  archived: () => new Problem(400, 50083, 'Thread is archived'),
  hasThread: () => new Problem(400, 160004, 'A thread has already been created for this message'),
  locked: () => new Problem(400, 160005, 'Thread is locked'),
  unauthorized: () => new Problem(401, 0, '401: Unauthorized'),
  notFound: () => new Problem(404, 0, '404: Not Found'),
} as const
