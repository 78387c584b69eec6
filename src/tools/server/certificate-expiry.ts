import type { Effect } from '../../domain/effect.ts'
import type { ToolResult } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { findPems, LIVE, readPem } from './pem-certificate.ts'
import {
  type Certificate,
  type CertificateExpiry,
  certificateExpiryInput,
  certificateExpiryOutput,
} from './shapes/certificate.ts'
import { readEffects } from './system-text.ts'
import { fetchCertificate } from './tls-certificate.ts'

export const createCertificateExpiry = ({ files, clock }: ServerDeps) =>
  defineTool({
    name: 'certificate_expiry',
    group: 'server',
    summary: {
      en: 'When TLS certificates expire: of a server, a file, or all that certbot renews',
      fr: 'Quand expirent les certificats TLS : d’un serveur, d’un fichier, ou ceux de certbot',
    },
    access: 'read',
    input: certificateExpiryInput,
    output: certificateExpiryOutput,
    timeoutMs: 20_000,
    errors: [
      'E_ARGS',
      'E_NETWORK',
      'E_TIMEOUT',
      'E_FILE_NOT_FOUND',
      'E_NOT_A_FILE',
      'E_OUTPUT',
      'E_UNAVAILABLE',
      'E_NEEDS_ROOT',
    ],
    effects: ({ host, port, path }): readonly Effect[] => {
      // The handshake alone asks for less than HEAD would; there is no smaller word for it.
      if (host !== undefined)
        return [{ kind: 'url', method: 'HEAD', url: `https://${bracketed(host)}:${port}/` }]
      return readEffects([path === undefined ? LIVE : files.resolve(path)])
    },
    async run({ host, port, path, warnDays }, { signal }) {
      if (host !== undefined && path !== undefined)
        return failure('E_ARGS', 'name a host or a path, not both at once')
      if (host !== undefined) {
        const read = await fetchCertificate({ host, port }, clock, signal)
        return read.ok ? summarise([read.certificate], warnDays) : read
      }
      const found =
        path === undefined ? await findPems() : ({ ok: true, paths: [files.resolve(path)] } as const)
      if (!found.ok) return found
      const certificates: Certificate[] = []
      for (const one of found.paths) {
        const read = await readPem(one, clock.now())
        if (!read.ok) return read
        certificates.push(read.certificate)
      }
      return summarise(certificates, warnDays)
    },
  })

export function summarise(all: readonly Certificate[], warnDays: number): ToolResult<CertificateExpiry> {
  const certificates = [...all].sort((a, b) => a.notAfterMs - b.notAfterMs)
  const [soonest] = certificates
  if (!soonest) return failure('E_UNAVAILABLE', 'there is no certificate to look at')
  const expiring = certificates.filter((one) => one.daysLeft < warnDays).map((one) => one.source)
  return {
    ok: true,
    value: { certificates, count: certificates.length, daysLeft: soonest.daysLeft, soonest, expiring },
  }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
