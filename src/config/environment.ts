import { isAbsolute, join, resolve } from 'node:path'

/** Where relative paths of a source start, and whose home `~` is. */
export interface PathBase {
  readonly directory: string
  readonly userHome: string
}

export interface EnvironmentSetting {
  readonly name: string
  readonly key: string
  /** Text → value. What cannot be read stays text, so that the schema refuses it and the error shows it. */
  readonly read: (text: string, base: PathBase) => unknown
  /** Never shown, never kept on disk by Autohome. */
  readonly secret?: true
}

const text = (value: string): unknown => value
const number = (value: string): unknown => (/^[+-]?\d+$/.test(value.trim()) ? Number(value) : value)
const decimal = (value: string): unknown => (/^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value)
const path = (value: string, base: PathBase): unknown => toPath(value, base)
const commaList = (value: string): unknown =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function yesNo(value: string): unknown {
  if (/^(true|yes|on|1)$/i.test(value.trim())) return true
  if (/^(false|no|off|0)$/i.test(value.trim())) return false
  return value
}

/** Every variable that sets something. AUTOHOME_HOME is read before them: it says where the owner's file is. */
export const ENVIRONMENT: readonly EnvironmentSetting[] = [
  { name: 'WORKSPACE_DIR', key: 'workspace', read: path },
  { name: 'AUTOHOME_LANG', key: 'locale', read: (value) => value.trim().toLowerCase() },
  { name: 'AUTOHOME_TIMEZONE', key: 'timezone', read: text },
  { name: 'AUTOHOME_OWNERS', key: 'owners', read: commaList },
  { name: 'EXECUTE_MODE', key: 'execute.mode', read: text },
  { name: 'SANDBOX_IMAGE', key: 'sandbox.image', read: text },
  { name: 'SANDBOX_MEMORY', key: 'sandbox.memoryMb', read: megabytes },
  { name: 'SANDBOX_CPUS', key: 'sandbox.cpus', read: decimal },
  { name: 'VERIFY_REQUIRED', key: 'verify.required', read: yesNo },
  { name: 'MAX_REPAIR_CYCLES', key: 'verify.maxRepairCycles', read: number },
  { name: 'EXECUTOR_MODEL', key: 'models.executor', read: text },
  { name: 'VERIFIER_MODEL', key: 'models.verifier', read: text },
  { name: 'MODEL_CONTEXT_TOKENS', key: 'models.contextTokens', read: number },
  { name: 'MODEL_KEEP_MIN', key: 'models.keepMin', read: number },
  { name: 'OLLAMA_HOST', key: 'models.ollamaHost', read: ollamaHost },
  { name: 'OPENAI_BASE_URL', key: 'models.openaiBaseUrl', read: text },
  { name: 'OPENAI_API_KEY', key: 'models.openaiApiKey', read: text, secret: true },
  { name: 'SLACK_BOT_TOKEN', key: 'slack.botToken', read: text, secret: true },
  { name: 'SLACK_APP_TOKEN', key: 'slack.appToken', read: text, secret: true },
  { name: 'SLACK_CHANNEL', key: 'slack.channel', read: text },
  { name: 'SLACK_API_URL', key: 'slack.apiUrl', read: text },
  { name: 'DISCORD_TOKEN', key: 'discord.token', read: text, secret: true },
  { name: 'DISCORD_GUILD_ID', key: 'discord.guildId', read: text },
  { name: 'DISCORD_CHANNEL_ID', key: 'discord.channelId', read: text },
  { name: 'DISCORD_API_URL', key: 'discord.apiUrl', read: text },
  { name: 'NTFY_URL', key: 'ntfy.url', read: text },
  { name: 'NTFY_TOPIC', key: 'ntfy.topic', read: text },
  { name: 'NTFY_REPLY_TOPIC', key: 'ntfy.replyTopic', read: text },
  { name: 'NTFY_TOKEN', key: 'ntfy.token', read: text, secret: true },
  { name: 'PHONE_QUIET_HOURS', key: 'phone.quietHours', read: text },
  { name: 'PHONE_ESCALATE_MIN', key: 'phone.escalateMin', read: number },
  { name: 'PHONE_LONG_RUN_MIN', key: 'phone.longRunMin', read: number },
  { name: 'PHONE_DIGEST_AT', key: 'phone.digestAt', read: text },
  { name: 'PHONE_OPEN_URL', key: 'phone.openUrl', read: text },
  { name: 'WEBHOOK_URL', key: 'webhook.url', read: text },
  { name: 'WEBHOOK_SECRET', key: 'webhook.secret', read: text, secret: true },
  { name: 'CHANGES_KEEP_MIN', key: 'changes.keepMin', read: decimal },
  { name: 'LOG_LEVEL', key: 'log.level', read: (value) => value.trim().toLowerCase() },
]

/** `~/x` and relative paths made absolute. */
export function toPath(value: string, base: PathBase): string {
  if (value === '~') return base.userHome
  if (value.startsWith('~/')) return join(base.userHome, value.slice(2))
  return isAbsolute(value) ? resolve(value) : resolve(base.directory, value)
}

/** As Docker writes it too: `1024`, `1024m`, `1g`. */
function megabytes(value: string): unknown {
  const [, amount, unit] = /^(\d+)([mg]?)$/i.exec(value.trim()) ?? []
  return amount === undefined ? value : Number(amount) * (unit?.toLowerCase() === 'g' ? 1024 : 1)
}

/**
 * OLLAMA_HOST as Ollama itself reads it: scheme, host and port may be left out, a bare IPv6 address needs no brackets, quotes
 * around it do not count, and the server's own "listen everywhere" address means this machine.
 * https://github.com/ollama/ollama/blob/main/envconfig/config.go
 */
function ollamaHost(value: string): unknown {
  const written = value.trim().replace(/^["']+|["']+$/g, '')
  const [, scheme, rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/i.exec(written) ?? []
  const [hostAndPort = ''] = rest.split('/', 1)
  const path = rest.slice(hostAndPort.length)
  const bracketed = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(hostAndPort) ? `[${hostAndPort}]` : hostAndPort
  const authority = /^(?::\d*)?$/.test(bracketed) ? `127.0.0.1${bracketed}` : bracketed
  const full = `${scheme ?? 'http'}://${authority}${path}`
  if (rest === '' || !URL.canParse(full)) return value
  const url = new URL(full)
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  if (scheme === undefined && !/:\d+$/.test(authority)) url.port = '11434'
  return url.href.replace(/\/+$/, '')
}
