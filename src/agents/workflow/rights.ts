import type { Json, JsonObject } from '../../domain/json.ts'
import type { PlanStep } from '../../domain/plan.ts'
import type { Localized } from '../../domain/text.ts'
import type { WorkflowStep } from './format.ts'

/** The step that looks up the rights; it stands at the head of every plan that has a step with `root`. */
export const RIGHTS_STEP = 'rights'

export const rightsStep: WorkflowStep = {
  id: RIGHTS_STEP,
  title: { en: 'see what may be run as root', fr: 'voir ce qui peut se lancer en root' },
  tool: 'execute_command',
  args: { command: 'id -u; id -un; id -Gn; sudo -n -l; echo "docker=$DOCKER_HOST"' },
  dependsOn: [],
  optional: true,
}

export type Allowed = { readonly args: JsonObject } | { readonly why: Localized }

/** The arguments with `sudo -n` before the command where it is needed, or why the command cannot be run at all. */
export function withRights(
  root: PlanStep['root'],
  args: JsonObject,
  steps: Readonly<Record<string, Json | undefined>>,
): Allowed {
  const { command } = args
  if (root === undefined || typeof command !== 'string') return { args }
  const seen = steps[RIGHTS_STEP]
  const text = typeof seen === 'object' && seen !== null && 'stdout' in seen ? String(seen['stdout']) : ''
  const rights = parseRights(text)
  if (rights.root || (root.group !== undefined && rights.groups.includes(root.group))) return { args }
  // sudo drops DOCKER_HOST: what belongs to a Docker engine of one's own would be done to another one.
  if (root.group === 'docker' && rights.ownDocker) return { args }
  if (rights.granted.some((grant) => covers(grant, command.trim().split(/\s+/))))
    return { args: { ...args, command: `sudo -n ${command.trim()}` } }
  const line = grantLine(rights.user, command.trim())
  return {
    why: {
      en: `needs root; to allow it, add to sudoers (visudo): ${line}`,
      fr: `demande les droits de root ; pour l'autoriser, ajoutez à sudoers (visudo) : ${line}`,
    },
  }
}

/**
 * What a user may do as root, read from what the rights step prints. Looking costs nothing and asks for
 * no password, so that a step which could only fail is passed over instead of being put before somebody for approval.
 */
interface Rights {
  readonly root: boolean
  readonly user: string
  readonly groups: readonly string[]
  /** Commands that sudo runs without a password, as sudoers(5) writes them; `ALL` is any. */
  readonly granted: readonly string[]
  /** Docker is asked at a place of its own (DOCKER_HOST), where this user's own rights count. */
  readonly ownDocker: boolean
}

export function parseRights(text: string): Rights {
  const [uid = '', user = '', groups = '', ...listing] = text.split('\n').map((line) => line.trim())
  const granted = listing.flatMap((line) => {
    const [, commands] = /NOPASSWD:\s*(.*)$/.exec(line) ?? []
    return commands === undefined ? [] : splitList(commands)
  })
  return {
    root: uid === '0',
    user,
    groups: groups.split(/\s+/),
    granted,
    ownDocker: listing.some((line) => /^docker=./.test(line)),
  }
}

/** The line for sudoers that would grant a command: https://www.sudo.ws/docs/man/sudoers.man/ */
const grantLine = (user: string, command: string): string =>
  `${user || 'autohome'} ALL=(root) NOPASSWD: /usr/bin/${command.replace(/[,:=\\]/g, '\\$&')}`

/** A comma ends a command unless a backslash stands before it. */
const splitList = (text: string): string[] => text.split(/(?<!\\),\s*/).map((one) => one.trim())

/** sudoers(5): a command without arguments allows any; `*` in arguments matches anything, `""` none. */
function covers(grant: string, [program = '', ...args]: readonly string[]): boolean {
  if (grant === 'ALL') return true
  const [path = '', ...allowed] = grant.replace(/\\(.)/g, '$1').split(/\s+/)
  if (path.split('/').at(-1) !== program) return false
  if (allowed.length === 0) return true
  if (allowed.join(' ') === '""') return args.length === 0
  const pattern = allowed
    .join(' ')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 's').test(args.join(' '))
}
