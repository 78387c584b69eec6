import { X509Certificate } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Failure, failure } from '../program.ts'
import { describeCertificate } from './describe-certificate.ts'
import type { Certificate } from './shapes/certificate.ts'

/** Where certbot keeps what it renews: one directory a certificate. */
export const LIVE = '/etc/letsencrypt/live'

/** A chain with everything in it has a few kilobytes; this keeps a log given by mistake out of memory. */
const MOST_BYTES = 1024 * 1024

/** The first certificate of a PEM file, which is the server's own in a chain. Keys in it are not looked at. */
export async function readPem(
  path: string,
  now: number,
): Promise<{ ok: true; certificate: Certificate } | Failure> {
  const read = await readHead(path)
  if (!read.ok) return read
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(read.text) ?? []
  if (pem === undefined) return failure('E_OUTPUT', `${path} holds no PEM certificate`, { subject: path })
  try {
    return { ok: true, certificate: describeCertificate(path, new X509Certificate(pem), now) }
  } catch {
    return failure('E_OUTPUT', `the certificate in ${path} is damaged`, { subject: path })
  }
}

/** @param live certbot's directory */
export async function findPems(live = LIVE): Promise<{ ok: true; paths: string[] } | Failure> {
  try {
    const entries = await readdir(live, { withFileTypes: true })
    const paths = entries
      .filter((one) => one.isDirectory())
      .map((one) => join(live, one.name, 'fullchain.pem'))
    if (paths.length > 0) return { ok: true, paths: paths.sort() }
  } catch (error) {
    if (codeOf(error) === 'EACCES') return mayNotRead(live)
  }
  return failure('E_UNAVAILABLE', `there is no certificate under ${live}; name a host or a file`)
}

async function readHead(path: string): Promise<{ ok: true; text: string } | Failure> {
  try {
    await using file = await open(path, 'r')
    if (!(await file.stat()).isFile())
      return failure('E_NOT_A_FILE', `${path} is not a file`, { subject: path })
    const buffer = Buffer.alloc(MOST_BYTES)
    const { bytesRead } = await file.read(buffer, 0, MOST_BYTES, 0)
    return { ok: true, text: buffer.toString('latin1', 0, bytesRead) }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EACCES' || code === 'EPERM') return mayNotRead(path)
    return failure('E_FILE_NOT_FOUND', `${path} does not exist`, { subject: path, recoverable: true })
  }
}

const mayNotRead = (path: string): Failure =>
  failure('E_NEEDS_ROOT', `this user may not read ${path}`, {
    subject: path,
    hint: `let this user read it (sudo setfacl -R -m u:<user>:rX ${path}), or check the host over TLS instead`,
  })

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
