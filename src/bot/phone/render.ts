import { UserError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import { titleOf } from '../card.ts'
import { titlesIn } from '../titles.ts'
import { digestNotice } from './digest.ts'
import type { Draft, RenderDeps, Subject } from './draft.ts'
import { incidentNotice } from './incident-notice.ts'
import type { Matter } from './matter.ts'
import { misuseNotice } from './misuse-notice.ts'
import { fitted, type Notice, type Rendered } from './notice.ts'
import { detailsNotice, questionNotice } from './question-notice.ts'
import { runNotice } from './run-notice.ts'

/** What a matter says at this moment to this name. */
export async function render(deps: RenderDeps, matter: Matter, to: string): Promise<Rendered> {
  if (matter.type === 'misuse') return finished(deps, misuseNotice(matter, deps), undefined)
  if (matter.type === 'digest') return finished(deps, await digestNotice(deps, matter), undefined)
  const subject = await subjectOf(deps, matter.runId)
  if (!subject) return { kind: 'over' }
  switch (matter.type) {
    case 'question':
      return finished(deps, questionNotice(deps, subject, matter, to), matter.runId)
    case 'details':
      return finished(deps, detailsNotice(subject, matter.questionId), matter.runId)
    case 'run':
      return finished(deps, runNotice(subject, deps.longRunMs), matter.runId)
    case 'incident':
      return finished(deps, incidentNotice(subject, matter.index, deps.longRunMs), matter.runId)
    default:
      return matter satisfies never
  }
}

function finished(
  { redact, openUrl }: RenderDeps,
  draft: Draft | undefined,
  runId: string | undefined,
): Rendered {
  if (!draft) return { kind: 'over' }
  const url = runId === undefined ? undefined : openUrl?.replaceAll('{run}', runId)
  const facts: JsonObject = { ...(runId === undefined ? {} : { run: runId }), ...draft.facts }
  const notice: Notice = {
    louder: false,
    wanted: false,
    ...draft,
    title: redact(draft.title),
    message: fitted(redact(draft.message)),
    facts: JSON.parse(redact(JSON.stringify(facts))) as JsonObject,
    ...(url === undefined ? {} : { url }),
  }
  return { kind: 'notice', notice }
}

async function subjectOf(
  { engine, runs, clock, timeZone, redact }: RenderDeps,
  runId: string,
): Promise<Subject | undefined> {
  const view = await runs.view(runId).catch((error: unknown) => {
    if (error instanceof UserError && error.code === 'not_found') return undefined
    throw error
  })
  if (!view) return undefined
  const locale = view.request?.locale ?? 'en'
  const options = { locale, now: clock.now(), timeZone, titles: await titlesIn(engine, locale) }
  return { ...options, view, title: titleOf(view, options), redact }
}
