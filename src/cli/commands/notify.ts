import { phrase } from '../../i18n/say.ts'
import { type Cli, print } from '../cli.ts'

/** A notification to every phone, sent by this process itself: whether it rings, only its owner can tell. */
export async function notifyTest(cli: Cli): Promise<number> {
  const { testPhones } = await import('../../app/phone-setup.ts')
  const names = await testPhones(await cli.config(), cli.locale, cli.interrupt)
  print(cli, phrase('cli.notify.sent', { names: names.join(', ') }, cli.locale))
  return 0
}
