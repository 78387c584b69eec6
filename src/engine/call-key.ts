import type { Phase } from '../domain/run.ts'

/** `attempt/phase/ref`: the same call has the same key however often the run is taken up again. */
export const callKey = (attempt: number, phase: Phase, ref: string): string => `${attempt}/${phase}/${ref}`

export const refOf = (key: string): string => key.slice(key.indexOf('/', key.indexOf('/') + 1) + 1)

/** A call that the owner wants made again after an unknown outcome has a key of its own, for the same ref. */
export const againRef = (ref: string): string => `${ref}~again`

/** A check that is tried in the sandbox first, before anybody is asked about it. */
export const shutInRef = (ref: string): string => `${ref}~shut-in`

export const firstRef = (key: string): string => refOf(key).replace(/(~again)+$/, '')

export const attemptIn = (key: string): number => Number.parseInt(key, 10)

export const phaseIn = (key: string): string => key.split('/', 2)[1] ?? ''
