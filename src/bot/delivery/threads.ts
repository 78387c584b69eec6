import type { SurfaceName } from '../../domain/inbox.ts'
import type { Place } from './platform.ts'

/** How threads of runs are called that people began on a platform: `slack:C012:…`. */

/** A conversation that begins with this event, or that goes on in a thread of the platform's own. */
export const threadAt = (surface: SurfaceName, place: Place, eventId: string): string =>
  place.flat ? `${surface}:${place.channel}` : `${surface}:${place.channel}:${place.thread ?? eventId}`

export const isFromChat = (thread: string): boolean => /^(?:slack|discord):/.test(thread)

/** Of what belongs to no run; no run can have it, because ids of channels hold no slash. */
export const homeThread = (surface: SurfaceName, channel: string): string => `${surface}/${channel}`
