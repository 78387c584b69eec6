import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { findRenewers } from './find-renewers.ts'
import { findPems, LIVE, readPem } from './pem-certificate.ts'
import {
  type CertificateRenewal,
  certificateRenewalInput,
  certificateRenewalOutput,
} from './shapes/over-time.ts'
import { readEffects } from './system-text.ts'

const DAY_MS = 86_400_000
const PLACES = { etc: '/etc', crontabs: '/var/spool/cron/crontabs' }

/** @param places where the system keeps timers and cron entries */
export const createCertificateRenewal = ({ files, clock }: ServerDeps, places = PLACES) =>
  defineTool({
    name: 'certificate_renewal',
    group: 'server',
    summary: {
      en: 'Whether certificates are renewed by themselves, and were in time',
      fr: 'Si les certificats se renouvellent d’eux-mêmes, et l’ont été à temps',
    },
    access: 'read',
    input: certificateRenewalInput,
    output: certificateRenewalOutput,
    timeoutMs: 20_000,
    errors: ['E_FILE_NOT_FOUND', 'E_NOT_A_FILE', 'E_OUTPUT', 'E_UNAVAILABLE', 'E_NEEDS_ROOT'],
    effects: ({ path }) =>
      readEffects([path === undefined ? LIVE : files.resolve(path), `${places.etc}/cron.d`]),
    async run({ path, warnDays }) {
      const found =
        path === undefined ? await findPems() : { ok: true as const, paths: [files.resolve(path)] }
      if (!found.ok) return found
      const certificates: CertificateRenewal['certificates'] = []
      for (const one of found.paths) {
        const read = await readPem(one, clock.now())
        if (!read.ok) return read
        certificates.push(withAge(read.certificate, clock.now()))
      }
      certificates.sort((a, b) => a.notAfterMs - b.notAfterMs)
      const [soonest] = certificates
      if (!soonest) return failure('E_UNAVAILABLE', 'there is no certificate to look at')
      const sources = (fits: (one: (typeof certificates)[number]) => boolean) =>
        certificates.filter(fits).map(({ source }) => source)
      return {
        ok: true,
        value: {
          certificates,
          count: certificates.length,
          daysLeft: soonest.daysLeft,
          expiring: sources(({ daysLeft }) => daysLeft < warnDays),
          overdue: sources(({ overdue }) => overdue),
          renewers: await findRenewers(places),
          lastIssuedMs: Math.max(...certificates.map(({ notBeforeMs }) => notBeforeMs)),
        },
      }
    },
  })

/**
 * certbot renews 30 of 90 days before the end, lego and acme.sh likewise: whatever has less than a quarter of its life left
 * ought to have been renewed.
 */
function withAge(
  certificate: Omit<CertificateRenewal['certificates'][number], 'ageDays' | 'overdue'>,
  now: number,
): CertificateRenewal['certificates'][number] {
  const life = certificate.notAfterMs - certificate.notBeforeMs
  return {
    ...certificate,
    ageDays: Math.floor((now - certificate.notBeforeMs) / DAY_MS),
    overdue: certificate.notAfterMs - now < life / 4,
  }
}
