import { z } from 'zod'
import type { Localized } from '../domain/text.ts'
import { MISSED_POLICIES } from '../domain/schedule.ts'
import { LOCALES } from '../domain/text.ts'
import { HOURS_ALLOWED, parseHours } from '../lib/when/window.ts'

/**
 * What every setting may hold, and in what words to say so. There are no defaults here: they stand, with their
 * comments, in `config/autohome.yaml`.
 */

/** Kept beside a schema: the words for what is allowed, and whether its value may ever be shown. */
export interface SettingMeta {
  readonly allowed: Localized
  readonly secret?: boolean
}

const meta = (en: string, fr: string): SettingMeta => ({ allowed: { en, fr } })

const whole = (min: number, max: number) =>
  z
    .number()
    .int()
    .min(min)
    .max(max)
    .meta({ ...meta(`a whole number from ${min} to ${max}`, `un nombre entier de ${min} à ${max}`) })

/** Parts of one are possible. */
const amount = (min: number, max: number) =>
  z
    .number()
    .min(min)
    .max(max)
    .meta({ ...meta(`a number from ${min} to ${max}`, `un nombre de ${min} à ${max}`) })

const yesNo = () => z.boolean().meta({ ...meta('true or false', 'true ou false') })

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).meta({ ...meta(list(values, 'or'), list(values, 'ou')) })

/** Names of models, channels, topics: one word without blanks or control characters. */
const word = () =>
  z
    .string()
    .regex(/^[^\s\p{Cc}]{1,200}$/u)
    .meta({ ...meta('one word of at most 200 characters', 'un mot de 200 caractères au plus') })

const secret = () =>
  z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .meta({
      ...meta('one word of printable ASCII, as it was issued', 'un mot en ASCII imprimable, tel que délivré'),
      secret: true,
    })

const httpUrl = () =>
  z
    .string()
    .refine((text) => isHttpUrl(text))
    .meta({
      ...meta(
        'an http:// or https:// address without user or password',
        'une adresse http:// ou https:// sans identifiant ni mot de passe',
      ),
    })

const path = () =>
  z
    .string()
    .regex(/^\/[^\0\n]*$/)
    .meta({
      ...meta('an absolute path, or one that starts with ~/', 'un chemin absolu, ou qui commence par ~/'),
    })

const paths = () =>
  z.array(path()).meta({
    ...meta(
      'a list of absolute paths, or of ones that start with ~/',
      'une liste de chemins absolus, ou qui commencent par ~/',
    ),
  })

const hosts = () =>
  z.array(z.string().regex(/^[A-Za-z0-9.:[\]_/*-]{1,255}$/)).meta({
    ...meta(
      'a list of host names, host:port, addresses or address ranges',
      'une liste de noms d’hôtes, hôte:port, adresses ou plages d’adresses',
    ),
  })

const timezone = () =>
  z
    .string()
    .refine((name) => name === 'auto' || isTimezone(name))
    .meta({
      ...meta('auto, or a time zone such as Europe/Paris', 'auto, ou un fuseau horaire tel que Europe/Paris'),
    })

/** `topic`, or `alice=topic,bob=topic2`: one person's phone each. Source of the letters: topicRegex of ntfy's server.go. */
const topics = () =>
  z
    .string()
    .regex(/^(?:[-\w]{1,64}|[a-z0-9][-a-z0-9]{0,31}=[-\w]{1,64}(?:,[a-z0-9][-a-z0-9]{0,31}=[-\w]{1,64})*)$/)
    .meta({
      ...meta(
        'a topic, or name=topic,name=topic; a topic has at most 64 letters, digits, - and _',
        'un sujet, ou nom=sujet,nom=sujet ; un sujet a au plus 64 lettres, chiffres, - et _',
      ),
    })

const topic = () =>
  z
    .string()
    .regex(/^[-\w]{1,64}$/)
    .meta({ ...meta('at most 64 letters, digits, - and _', 'au plus 64 lettres, chiffres, - et _') })

const quietHours = () =>
  z
    .string()
    .regex(/^(?:off|(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d)$/)
    .meta({ ...meta('off, or hours such as 22:00-07:00', 'off, ou des heures telles que 22:00-07:00') })

/** Hours of the week in words. */
const windows = () =>
  z.array(z.string().refine((text) => parseHours(text) !== undefined)).meta({
    ...meta(`a list of ${HOURS_ALLOWED.en}`, `une liste d’heures : ${HOURS_ALLOWED.fr}`),
  })

const holds = () =>
  z.array(z.strictObject({ name: z.string().min(1).max(60), command: z.string().min(1).max(1_000) })).meta({
    ...meta(
      'a list of checks, each {name, command}',
      'une liste de contrôles, chacun sous la forme {name, command}',
    ),
  })

const timeOfDay = () =>
  z
    .string()
    .regex(/^(?:off|(?:[01]\d|2[0-3]):[0-5]\d)$/)
    .meta({ ...meta('off, or a time such as 08:00', 'off, ou une heure telle que 08:00') })

const IDENTITY = /^(slack|discord|console|phone|api):[^\s+,:]+$/

/** A person: `slack:U012+discord:345`. */
const owner = () =>
  z
    .string()
    .refine((text) => text.split('+').every((identity) => IDENTITY.test(identity)))
    .transform((text) => ({ identities: text.split('+').map(toIdentity) }))

const owners = () =>
  z.array(owner()).meta({
    ...meta(
      'people, each as surface:id, one person’s identities joined with +, e.g. slack:U012AB+discord:3456',
      'des personnes, chacune sous la forme surface:id, ses identités reliées par +, p. ex. slack:U012AB+discord:3456',
    ),
  })

export const settingsSchema = z.strictObject({
  workspace: path(),
  locale: oneOf(['auto', ...LOCALES]),
  timezone: timezone(),
  owners: owners(),
  execute: z.strictObject({ mode: oneOf(['direct', 'sandbox']) }),
  sandbox: z.strictObject({ image: word(), memoryMb: whole(16, 1_048_576), cpus: amount(0.05, 1024) }),
  verify: z.strictObject({ required: yesNo(), maxRepairCycles: whole(0, 3) }),
  models: z.strictObject({
    executor: word(),
    verifier: word(),
    contextTokens: whole(2048, 1_048_576),
    keepMin: whole(0, 10_080),
    ollamaHost: httpUrl(),
    openaiBaseUrl: httpUrl().optional(),
    openaiApiKey: secret().optional(),
  }),
  schedules: z.strictObject({ missed: oneOf(MISSED_POLICIES) }),
  maintenance: z.strictObject({ windows: windows(), holds: holds(), maxHoldMin: whole(1, 10_080) }),
  scheduler: z.strictObject({ concurrency: whole(1, 1000), runTimeoutMin: whole(1, 10_080) }),
  steps: z.strictObject({
    timeoutS: whole(1, 86_400),
    retries: whole(0, 20),
    retryBaseMs: whole(1, 60_000),
    retryMaxMs: whole(1, 3_600_000),
    maxTurns: whole(1, 10_000),
  }),
  budget: z.strictObject({
    timeMin: whole(1, 10_080),
    tokens: whole(1, 1_000_000_000),
    modelCalls: whole(1, 1_000_000),
    turns: whole(1, 1_000_000),
    memoryMb: whole(16, 1_048_576),
  }),
  journal: z.strictObject({ synchronous: oneOf(['full', 'normal']) }),
  output: z.strictObject({ maxMb: whole(1, 4096) }),
  retention: z.strictObject({
    days: whole(1, 36_500),
    outputDays: whole(1, 36_500),
    maxMb: whole(16, 16_777_216),
  }),
  questions: z.strictObject({ expiryMin: whole(1, 43_200) }),
  approvals: z.strictObject({ twoPeople: yesNo() }),
  changes: z.strictObject({ keepMin: amount(0.01, 1440), maxMb: whole(1, 4096), kept: whole(1, 10_000) }),
  files: z.strictObject({ readable: paths(), unreadable: paths() }),
  http: z.strictObject({ allowHosts: hosts(), maxRedirects: whole(0, 20) }),
  commands: z.strictObject({ trustedPath: paths() }),
  slack: z.strictObject({
    botToken: secret().optional(),
    appToken: secret().optional(),
    channel: word().optional(),
    apiUrl: httpUrl().optional(),
  }),
  discord: z.strictObject({
    token: secret().optional(),
    guildId: word().optional(),
    channelId: word().optional(),
    apiUrl: httpUrl().optional(),
  }),
  ntfy: z.strictObject({
    url: httpUrl().optional(),
    topic: topics().optional(),
    replyTopic: topic().optional(),
    token: secret().optional(),
  }),
  phone: z.strictObject({
    quietHours: quietHours(),
    escalateMin: whole(0, 1440),
    longRunMin: whole(0, 10_080),
    digestAt: timeOfDay(),
    openUrl: httpUrl().optional(),
  }),
  webhook: z.strictObject({ url: httpUrl().optional(), secret: secret().optional() }),
  log: z.strictObject({ level: oneOf(['debug', 'info', 'warn', 'error', 'silent']) }),
})

export type Settings = z.infer<typeof settingsSchema>

/** A setting or a group of settings by its dotted key; undefined where there is none. */
export function settingAt(key: string): z.ZodType | undefined {
  let here: z.ZodType | undefined = settingsSchema
  for (const part of key.split('.')) {
    if (!(here instanceof z.ZodObject)) return undefined
    const next: z.ZodType | undefined = here.shape[part]
    here = next
  }
  return here
}

/** Names inside a group; undefined for a setting. The empty key is the whole file. */
export function namesIn(key: string): readonly string[] | undefined {
  const here = key === '' ? settingsSchema : settingAt(key)
  return here instanceof z.ZodObject ? Object.keys(here.shape) : undefined
}

export function metaOf(key: string): SettingMeta | undefined {
  const setting = settingAt(key)
  const inner = setting instanceof z.ZodOptional ? (setting.unwrap() as z.ZodType) : setting
  return inner?.meta() as SettingMeta | undefined
}

/** Dotted keys of every setting, groups left out. */
export const settingKeys = (group = ''): readonly string[] =>
  (namesIn(group) ?? []).flatMap((name) => {
    const key = group === '' ? name : `${group}.${name}`
    return namesIn(key) === undefined ? [key] : settingKeys(key)
  })

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

function isTimezone(name: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function toIdentity(text: string): { readonly surface: string; readonly id: string } {
  const colon = text.indexOf(':')
  return { surface: text.slice(0, colon), id: text.slice(colon + 1) }
}

function list(values: readonly string[], joint: string): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} ${joint} ${values.at(-1)}`
}
