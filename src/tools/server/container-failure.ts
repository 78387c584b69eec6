import type { ContainerFailure } from '../../domain/containers.ts'
import { type Failure, failure } from '../program.ts'

export const ENGINE_ERRORS = ['E_UNAVAILABLE', 'E_NEEDS_ROOT', 'E_NOT_FOUND', 'E_EXIT', 'E_TIMEOUT'] as const

export const noEngine = (): Failure => failure('E_UNAVAILABLE', 'this machine has no Docker engine to ask')

export const refusal = ({ code, message }: ContainerFailure): Failure =>
  failure(
    code,
    message,
    code === 'E_NEEDS_ROOT'
      ? {
          hint: 'let this user into the group that owns the socket (on most machines docker; it amounts to root)',
        }
      : {},
  )
