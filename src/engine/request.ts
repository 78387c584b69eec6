import { UserError } from '../domain/errors.ts'
import type { Pins } from '../domain/event.ts'
import type { RunRequest } from '../domain/run.ts'
import type { EngineSettings } from './deps.ts'

/** A request longer than this is refused; characters. */
const MAX_REQUEST = 100_000

/** @throws UserError `bad_input` */
export function checkedRequest(request: RunRequest): RunRequest {
  const { length } = request.text
  if (request.text.trim() === '')
    throw new UserError('bad_input', {
      en: 'The request is empty: say what is to be done.',
      fr: 'La demande est vide : dites ce qu’il y a à faire.',
    })
  if (length > MAX_REQUEST)
    throw new UserError('bad_input', {
      en: `The request has ${length} characters; at most ${MAX_REQUEST} are taken: shorten it.`,
      fr: `La demande compte ${length} caractères ; ${MAX_REQUEST} au plus sont acceptés : raccourcissez-la.`,
    })
  return request
}

/** What must still be true when the run is taken up again under another configuration. */
export const pinsOf = (settings: EngineSettings, request: RunRequest): Pins => ({
  version: settings.version,
  configDigest: settings.configDigest,
  limits: { ...settings.limits, ...request.budget },
})
