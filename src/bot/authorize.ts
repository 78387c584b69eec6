import type { Actor } from '../domain/run.ts'

/** A person with the identities that the configuration gives them. */
export interface Owner {
  readonly identities: readonly Pick<Actor, 'surface' | 'id'>[]
}

/** Whether somebody may ask: `nobody_may` where no owner at all is configured. */
export type Standing = 'owner' | 'stranger' | 'nobody_may'

export function standingOf(
  { surface, id }: Pick<Actor, 'surface' | 'id'>,
  owners: readonly Owner[],
): Standing {
  if (owners.length === 0) return 'nobody_may'
  const known = owners.some(({ identities }) =>
    identities.some((one) => one.surface === surface && one.id === id),
  )
  return known ? 'owner' : 'stranger'
}

/** As it would stand in AUTOHOME_OWNERS. */
export const identityOf = ({ surface, id }: Pick<Actor, 'surface' | 'id'>): string => `${surface}:${id}`
