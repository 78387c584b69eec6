export interface RawRole {
  readonly id: string
  readonly permissions: string
}

export interface RawChannel {
  readonly id: string
  readonly name?: string
  readonly guild_id?: string
  readonly permission_overwrites?: readonly {
    readonly id: string
    readonly allow: string
    readonly deny: string
  }[]
}

export interface Membership {
  readonly userId: string
  readonly guildId: string
  readonly ownerId: string | undefined
  readonly roles: readonly RawRole[]
  readonly memberRoles: readonly string[]
}

const ADMINISTRATOR = 1n << 3n
const EVERYTHING = (1n << 64n) - 1n

/**
 * What a member may do in a channel: what its roles grant, then what the channel takes away and gives for everyone, for
 * the roles, for the member. Source: https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function permissionsIn(
  { permission_overwrites: overwrites = [] }: RawChannel,
  { userId, guildId, ownerId, roles, memberRoles }: Membership,
): bigint {
  if (ownerId === userId) return EVERYTHING
  const own = new Set([guildId, ...memberRoles])
  const base = roles.filter(({ id }) => own.has(id)).reduce((sum, role) => sum | BigInt(role.permissions), 0n)
  if ((base & ADMINISTRATOR) !== 0n) return EVERYTHING
  const changed = (held: bigint, ids: ReadonlySet<string>): bigint => {
    const fitting = overwrites.filter(({ id }) => ids.has(id))
    const denied = fitting.reduce((sum, { deny }) => sum | BigInt(deny), 0n)
    const allowed = fitting.reduce((sum, { allow }) => sum | BigInt(allow), 0n)
    return (held & ~denied) | allowed
  }
  const forEveryone = changed(base, new Set([guildId]))
  return changed(changed(forEveryone, new Set(memberRoles)), new Set([userId]))
}
