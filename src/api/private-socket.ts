import { lstatSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { UserError } from '../domain/errors.ts'

/**
 * Listens on a Unix socket that only this user can open. The file is made with its final mode: the process's umask is
 * narrowed around `listen`, which binds before it returns, so that there is no moment at which others could connect.
 * A socket that a killed process left behind is removed.
 *
 * @throws UserError `busy` when somebody listens there, `storage` when the path cannot be a socket
 */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  await removeStale(path)
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(cannotListen(path, error))
    server.once('error', onError)
    const before = process.umask(0o177)
    try {
      server.listen(path, () => {
        server.off('error', onError)
        resolve()
      })
    } finally {
      process.umask(before)
    }
  })
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket())
    throw new UserError('storage', {
      en: `${path} is in the way: it is not a socket. Move it away.`,
      fr: `${path} gêne : ce n’est pas un socket. Déplacez-le.`,
    })
  if (await answers(path)) throw busy(path)
  rmSync(path, { force: true })
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

function cannotListen(path: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === 'EADDRINUSE') return busy(path)
  const why = error.code ?? error.message
  const line = {
    en: `${path}: cannot listen there (${why}); check the directory, or choose another AUTOHOME_HOME.`,
    fr: `${path} : impossible d’y écouter (${why}) ; vérifiez le répertoire, ou choisissez un autre AUTOHOME_HOME.`,
  }
  return new UserError('storage', line, { cause: error })
}

const busy = (path: string): UserError =>
  new UserError('busy', {
    en: `Another Autohome already listens on ${path}: stop it first.`,
    fr: `Un autre Autohome écoute déjà sur ${path} : arrêtez-le d’abord.`,
  })
