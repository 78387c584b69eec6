import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { runFiguresInput, runFiguresOutput } from './shapes/over-time.ts'

const DAY_MS = 86_400_000
const ENDED = ['completed', 'failed', 'cancelled', 'unproven']

export const createRunFigures = ({ samples, clock }: ServerDeps) =>
  defineTool({
    name: 'run_figures',
    group: 'server',
    summary: {
      en: 'What Autohome itself did: runs by result, and incidents',
      fr: 'Ce qu’Autohome a fait : exécutions par résultat, et incidents',
    },
    access: 'read',
    input: runFiguresInput,
    output: runFiguresOutput,
    timeoutMs: 30_000,
    errors: ['E_UNAVAILABLE'],
    effects: () => [],
    async run({ days }) {
      if (!samples) return failure('E_UNAVAILABLE', 'there is no journal here to count in')
      const { total, byResult, workflows, incidents } = samples.runs(clock.now() - days * DAY_MS)
      const of = (result: string) => byResult[result] ?? 0
      const sum = (list: readonly { readonly count: number }[]) =>
        list.reduce((all, { count }) => all + count, 0)
      return {
        ok: true,
        value: {
          days,
          total,
          completed: of('completed'),
          failed: of('failed'),
          unproven: of('unproven'),
          cancelled: of('cancelled'),
          unfinished: total - ENDED.reduce((all, result) => all + of(result), 0),
          workflows: workflows.map((one) => ({ ...one })),
          incidents: incidents.map((one) => ({ ...one })),
          incidentCount: sum(incidents),
          severeCount: sum(
            incidents.filter(({ severity }) => severity === 'high' || severity === 'critical'),
          ),
        },
      }
    },
  })
