import type { webApi } from '@slack/bolt'
import type { Clock } from '../../domain/clock.ts'
import type { Locale } from '../../domain/text.ts'
import { localeOf } from '../../lib/locale.ts'
import type { Log } from '../../lib/log.ts'

export interface Person {
  readonly name?: string
  readonly locale?: Locale
}

/** Who people are, as their profile says. */
export interface People {
  /** Never rejects and never takes long: what is not known in time is left out, and there the next time. */
  who(user: string): Promise<Person>
}

interface Known {
  readonly person: Promise<Person>
  readonly until: number
}

/** How long a profile is believed, and how long one that could not be read is not asked for again; milliseconds. */
const BELIEVED_MS = 3_600_000
const FAILED_MS = 30_000
/** An acknowledgement must be sent within 3 s, and the inbox comes before it; milliseconds. */
const PATIENCE_MS = 400
const KNOWN_MAX = 1_000

export function createPeople(
  client: Pick<webApi.WebClient, 'users'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): People {
  const known = new Map<string, Known>()

  const ask = (user: string): Promise<Person> => {
    const person = fetchPerson(client, user).catch((error: unknown) => {
      log.warn('a profile could not be read', { user, err: error })
      known.set(user, { person: Promise.resolve({}), until: clock.elapsed() + FAILED_MS })
      return {}
    })
    if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
    known.set(user, { person, until: clock.elapsed() + BELIEVED_MS })
    return person
  }
  return {
    async who(user) {
      const held = known.get(user)
      const person = held && held.until > clock.elapsed() ? held.person : ask(user)
      return soon(person, clock)
    },
  }
}

function soon(person: Promise<Person>, clock: Clock): Promise<Person> {
  return new Promise((resolve) => {
    const stop = clock.after(PATIENCE_MS, () => resolve({}))
    void person.then((found) => {
      stop()
      resolve(found)
    })
  })
}

async function fetchPerson(client: Pick<webApi.WebClient, 'users'>, user: string): Promise<Person> {
  const { user: found } = await client.users.info({ user, include_locale: true })
  const name = [found?.profile?.display_name, found?.real_name, found?.name].find(Boolean)
  const locale = localeOf(found?.locale ?? '')
  return { ...(name === undefined ? {} : { name }), ...(locale === undefined ? {} : { locale }) }
}
