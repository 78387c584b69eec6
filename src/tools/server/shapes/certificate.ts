import { z } from 'zod'

export const certificateExpiryInput = z.object({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name or address')
    .optional()
    .describe('Ask this server over TLS'),
  port: z.number().int().min(1).max(65_535).default(443),
  path: z.string().min(1).optional().describe('Read this PEM file instead'),
  warnDays: z
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(21)
    .describe('Certificates with fewer days left are listed'),
})

export const certificate = z.object({
  /** `host:port` or the file's path. */
  source: z.string(),
  subject: z.string(),
  issuer: z.string(),
  notBeforeMs: z.number(),
  notAfterMs: z.number(),
  /** Whole days, rounded down; negative once expired. */
  daysLeft: z.number(),
  /** DNS names and addresses that it stands for. */
  names: z.array(z.string()),
  /** Whether this machine would accept it for that host; absent for files. */
  trusted: z.boolean().optional(),
  /** Why not, e.g. `CERT_HAS_EXPIRED`. */
  trustError: z.string().optional(),
})
export type Certificate = z.output<typeof certificate>

export const certificateExpiryOutput = z.object({
  /** One per source, soonest to expire first. Without host and path: those of /etc/letsencrypt/live. */
  certificates: z.array(certificate),
  count: z.number(),
  /** Of the one that expires first. */
  daysLeft: z.number(),
  soonest: certificate,
  /** Sources with fewer than warnDays left. */
  expiring: z.array(z.string()),
})
export type CertificateExpiry = z.output<typeof certificateExpiryOutput>
