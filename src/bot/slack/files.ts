import type { webApi } from '@slack/bolt'
import type { Attachment } from '../delivery/outgoing.ts'
import type { Place } from '../delivery/platform.ts'

/** Uploads files into a conversation as one message. Slack takes no empty ones. */
export async function upload(
  client: webApi.WebClient,
  { channel, thread }: Place,
  files: readonly Attachment[],
): Promise<void> {
  const uploads = files
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ name, bytes }) => ({ file: Buffer.from(bytes), filename: name }))
  if (uploads.length === 0) return
  const where = thread === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: thread }
  await client.filesUploadV2({ ...where, file_uploads: uploads })
}
