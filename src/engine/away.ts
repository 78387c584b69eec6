import type { Locale } from '../domain/text.ts'

/** Why something was denied while nobody is there; it reaches the agent and the journal as a person's reason would. */
export const awayReason = (locale: Locale): string =>
  locale === 'fr'
    ? 'le propriétaire est absent : tout ce qui demande un accord est refusé'
    : 'the owner is away: whatever asks is denied'
