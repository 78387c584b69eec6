import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { fail, type Finding, ok, warn } from './finding.ts'
import { slackCaller, type SlackCaller, UNREACHED } from './slack-api.ts'

/** Tokens, scopes, home channel and owners, one by one, as Slack sees them. Changes nothing there. */
export async function* slack(config: Config, locale: Locale, signal: AbortSignal): AsyncGenerator<Finding> {
  const { botToken, appToken, apiUrl } = config.slack
  if (botToken === undefined && appToken === undefined) return
  const call = slackCaller(apiUrl, signal)
  yield await checkAppToken(call, appToken, locale)
  if (botToken === undefined) return yield fail('doctor.slack.bot', word('doctor.slack.bot.missing', locale))
  const asked = await call('auth.test', botToken)
  if (asked.error !== undefined) return yield refusedToken('doctor.slack.bot', asked.error, locale)
  const { user = '?', team = '?' } = asked.body as { readonly user?: string; readonly team?: string }
  yield ok('doctor.slack.bot', phrase('doctor.slack.bot.is', { user, team }, locale))
  yield* checkScopes(wantedScopes(config.packageRoot), asked.scopes, locale)
  yield await checkHome(call, config, botToken, locale)
  yield* checkOwners(call, config, botToken, locale)
}

/** Opens nothing: Slack hands out an address, and nobody connects to it. */
async function checkAppToken(call: SlackCaller, token: string | undefined, locale: Locale): Promise<Finding> {
  if (token === undefined) return fail('doctor.slack.app', word('doctor.slack.app.missing', locale))
  const { error } = await call('apps.connections.open', token)
  if (error === undefined) return ok('doctor.slack.app', word('doctor.slack.app.works', locale))
  if (error === 'missing_scope') return fail('doctor.slack.app', word('doctor.slack.app.scope', locale))
  return refusedToken('doctor.slack.app', error, locale)
}

const refusedToken = (
  check: 'doctor.slack.app' | 'doctor.slack.bot',
  error: string,
  locale: Locale,
): Finding => {
  const variable = check === 'doctor.slack.app' ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN'
  if (error === UNREACHED) return warn(check, word('doctor.slack.down', locale))
  return fail(check, phrase('doctor.slack.refused', { variable, error }, locale))
}

function* checkScopes(
  wanted: readonly string[],
  held: readonly string[],
  locale: Locale,
): Generator<Finding> {
  for (const scope of wanted)
    yield held.includes(scope)
      ? ok('doctor.slack.scope', scope)
      : fail('doctor.slack.scope', phrase('doctor.slack.scope.missing', { scope }, locale))
}

/** What the shipped manifest asks for is what Autohome needs. */
function wantedScopes(packageRoot: string): readonly string[] {
  const text = readFileSync(join(packageRoot, 'slack', 'manifest.yaml'), 'utf8')
  const { oauth_config: held } = parse(text) as {
    readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
  }
  return held.scopes.bot
}

async function checkHome(
  call: SlackCaller,
  { slack: { channel } }: Config,
  token: string,
  locale: Locale,
): Promise<Finding> {
  if (channel === undefined) return warn('doctor.slack.home', word('doctor.slack.home.none', locale))
  const { error, body } = await call('conversations.info', token, { channel })
  if (error !== undefined)
    return fail('doctor.slack.home', phrase('doctor.slack.home.unknown', { channel, error }, locale))
  const found = (
    body as { readonly channel?: { readonly is_member?: boolean; readonly is_archived?: boolean } }
  ).channel
  if (found?.is_archived)
    return fail('doctor.slack.home', phrase('doctor.slack.home.archived', { channel }, locale))
  if (!found?.is_member)
    return fail('doctor.slack.home', phrase('doctor.slack.home.outside', { channel }, locale))
  return ok('doctor.slack.home', channel)
}

async function* checkOwners(
  call: SlackCaller,
  { owners }: Config,
  token: string,
  locale: Locale,
): AsyncGenerator<Finding> {
  const ids = owners.flatMap(({ identities }) =>
    identities.filter(({ surface }) => surface === 'slack').map(({ id }) => id),
  )
  if (ids.length === 0) return yield fail('doctor.slack.owner', word('doctor.slack.owner.none', locale))
  for (const id of ids) {
    const { error, body } = await call('users.info', token, { user: id })
    const name = (body as { readonly user?: { readonly name?: string } }).user?.name ?? ''
    yield error === undefined
      ? ok('doctor.slack.owner', `${id} ${name}`.trim())
      : fail('doctor.slack.owner', phrase('doctor.slack.owner.unknown', { id, error }, locale))
  }
}
