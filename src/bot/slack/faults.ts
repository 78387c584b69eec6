import { DeliveryError, type DeliveryFault } from '../delivery/platform.ts'

/** Slack's error codes by what is to be done about them. Source: the error tables of the methods on docs.slack.dev. */
const FAULTS: Readonly<Record<string, DeliveryFault>> = {
  ratelimited: 'rate_limited',
  rate_limited: 'rate_limited',
  message_limit_exceeded: 'rate_limited',
  channel_not_found: 'place_gone',
  is_archived: 'place_gone',
  not_in_channel: 'place_gone',
  restricted_action: 'place_gone',
  restricted_action_read_only_channel: 'place_gone',
  restricted_action_thread_only_channel: 'place_gone',
  restricted_action_thread_locked: 'place_gone',
  restricted_action_non_threadable_channel: 'place_gone',
  channel_is_limited_access: 'place_gone',
  thread_not_found: 'place_gone',
  cannot_reply_to_message: 'place_gone',
  user_not_in_channel: 'place_gone',
  cannot_dm_bot: 'place_gone',
  message_not_found: 'message_gone',
  cant_update_message: 'message_gone',
  edit_window_closed: 'message_gone',
  invalid_auth: 'unauthorized',
  not_authed: 'unauthorized',
  token_revoked: 'unauthorized',
  token_expired: 'unauthorized',
  account_inactive: 'unauthorized',
  missing_scope: 'unauthorized',
  not_allowed_token_type: 'unauthorized',
  no_permission: 'unauthorized',
  org_login_required: 'unauthorized',
  ekm_access_denied: 'unauthorized',
  access_denied: 'unauthorized',
  team_access_not_granted: 'unauthorized',
  invalid_blocks: 'refused',
  invalid_blocks_format: 'refused',
  msg_too_long: 'refused',
  msg_blocks_too_long: 'refused',
  no_text: 'refused',
  invalid_arguments: 'refused',
  invalid_arg_name: 'refused',
  invalid_array_arg: 'refused',
  invalid_form_data: 'refused',
  invalid_metadata_format: 'refused',
  too_many_attachments: 'refused',
}

/** Read by its fields and not by class: for that the library would have to be loaded. */
interface SlackFailure {
  readonly code?: string
  readonly retryAfter?: number
  readonly data?: { readonly error?: string; readonly needed?: string }
}

/** Thrown by Slack's libraries, and so about Slack or the way to it. */
export function isSlacks(error: unknown): boolean {
  const code: unknown = (error as SlackFailure | undefined)?.code
  return typeof code === 'string' && code.startsWith('slack_')
}

/** What Slack's client threw, as the delivery layer understands it. What nobody knows may be over later. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const { code, retryAfter, data } = error as SlackFailure
  if (code === 'slack_webapi_rate_limited_error') return rateLimited(retryAfter, error)
  if (code !== 'slack_webapi_platform_error')
    return new DeliveryError('unreachable', `Slack cannot be reached: ${messageOf(error)}`, { cause: error })
  const said = data?.error ?? ''
  const fault = FAULTS[said] ?? 'unreachable'
  if (fault === 'rate_limited') return rateLimited(undefined, error)
  const needed = data?.needed === undefined ? '' : ` (${data.needed})`
  return new DeliveryError(fault, `Slack says ${said}${needed}`, { cause: error })
}

/** Slack names seconds; where it names none, the shortest window of its limits. */
const rateLimited = (seconds: number | undefined, cause: unknown): DeliveryError =>
  new DeliveryError('rate_limited', 'Slack asks for fewer messages', {
    retryAfterMs: Math.max(1, seconds ?? 1) * 1_000,
    cause,
  })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
