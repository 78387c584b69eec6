import { DEFAULT_PHONE, phoneTopics } from '../lib/phone-topics.ts'
import type { Settings } from './schema.ts'

/**
 * Where a single phone is configured without a name and nobody is said to hold it, it is the only owner's; with several
 * owners it is nobody's until `phone:owner` stands with one of them, because two yeses must come from two people.
 */
export function ownersWithPhone({ owners, ntfy }: Pick<Settings, 'owners' | 'ntfy'>): Settings['owners'] {
  const [only, ...others] = ntfy.replyTopic === undefined ? [] : phoneTopics(ntfy.topic)
  const named = owners.some(({ identities }) => identities.some(({ surface }) => surface === 'phone'))
  if (only?.name !== DEFAULT_PHONE || others.length > 0 || named || owners.length > 1) return owners
  const phone = { surface: 'phone', id: DEFAULT_PHONE }
  return [{ identities: [...(owners[0]?.identities ?? []), phone] }]
}
