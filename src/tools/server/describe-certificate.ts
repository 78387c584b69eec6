import type { X509Certificate } from 'node:crypto'
import type { Certificate } from './shapes/certificate.ts'

const DAY_MS = 86_400_000

/** @param now milliseconds since the epoch */
export function describeCertificate(source: string, certificate: X509Certificate, now: number): Certificate {
  const notAfterMs = Date.parse(certificate.validTo)
  return {
    source,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBeforeMs: Date.parse(certificate.validFrom),
    notAfterMs,
    daysLeft: Math.floor((notAfterMs - now) / DAY_MS),
    names: alternativeNames(certificate.subjectAltName ?? ''),
  }
}

/** Node puts each part of a distinguished name on its own line; a certificate may also have none. */
const oneLine = (name: string | undefined): string => (name ?? '').trim().split('\n').join(', ')

/** `DNS:example.org, IP Address:192.0.2.1`; a name with a comma in it comes quoted. */
const alternativeNames = (text: string): string[] =>
  [...text.matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,\s]+)/g)].map(([, name = '']) =>
    name.replaceAll('"', ''),
  )
