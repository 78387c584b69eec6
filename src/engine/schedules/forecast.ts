import type { AgentRun } from '../../domain/agent.ts'
import { UserError } from '../../domain/errors.ts'
import type { Schedule } from '../../domain/schedule.ts'
import type { Text } from '../../domain/text.ts'
import type { House } from '../deps.ts'

/**
 * The run that a schedule would begin, as far as it is known beforehand: which workflow, with which parameters.
 *
 * @throws UserError `bad_input` where it names no workflow, or one that cannot be used so
 */
export async function forecastRun(
  { agent }: Pick<House, 'agent'>,
  { id, request, by }: Pick<Schedule, 'id' | 'request' | 'by'>,
  signal: AbortSignal,
): Promise<AgentRun> {
  if (request.workflow === undefined)
    throw new UserError('bad_input', {
      en: `Only a workflow that is named can be looked at beforehand, not “${request.text}”: see \`autohome workflows\`.`,
      fr: `Seul un workflow nommé peut être examiné d’avance, pas « ${request.text} » : voir \`autohome workflows\`.`,
    })
  const run: AgentRun = {
    runId: `schedule-${id}`,
    request: { ...request, actor: by, thread: `schedule:${id}` },
    attempt: 1,
    steered: [],
  }
  const found = await agent.specify(run, signal)
  if (found.kind === 'spec')
    return { ...run, spec: found.spec, ...(found.workflow ? { workflow: found.workflow } : {}) }
  const why = 'why' in found ? found.why : { key: 'engine.unclear' }
  throw new UserError('bad_input', localized(why, request.workflow))
}

/** A reason that is only a key has its words where it is shown; here the name of the job must do. */
const localized = (why: Text, workflow: string) =>
  typeof why === 'string'
    ? why
    : 'en' in why
      ? why
      : {
          en: `The workflow “${workflow}” cannot be used like this.`,
          fr: `Le workflow « ${workflow} » est inutilisable ainsi.`,
        }
