import type { ChangePlan } from '../../domain/change.ts'
import { askDocker } from './docker-api.ts'
import type { ContainerRecord } from './manifest.ts'

/** Images that a snapshot needs carry a name of this kind, so that a prune leaves them. */
export const HOLD = 'autohome-held'

/** The containers that a call names, and those of the compose projects in the directories that it is about. */
export async function recordContainers(
  socket: string,
  { words, directories }: NonNullable<ChangePlan['containers']>,
): Promise<readonly ContainerRecord[]> {
  const { status, body } = await askDocker(socket, 'GET', '/containers/json?all=1')
  if (status !== 200) throw new Error(`Docker answered ${status}`)
  const records: ContainerRecord[] = []
  for (const listed of body as readonly Listed[]) {
    const name = listed.Names[0]?.slice(1)
    if (name === undefined) continue
    const named = words.some(
      (word) => word === name || (/^[0-9a-f]{6,64}$/.test(word) && listed.Id.startsWith(word)),
    )
    const project = listed.Labels?.['com.docker.compose.project.working_dir']
    if (!named && !(project !== undefined && directories.includes(project))) continue
    const record = await inspect(socket, name)
    if (record) records.push(record)
  }
  for (const { image } of records) await hold(socket, image)
  return records
}

interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
  readonly Labels?: Readonly<Record<string, string>>
}

/** undefined where there is none of that name. */
export async function inspect(socket: string, name: string): Promise<ContainerRecord | undefined> {
  const { status, body } = await askDocker(socket, 'GET', `/containers/${encodeURIComponent(name)}/json`)
  if (status === 404) return undefined
  if (status !== 200) throw new Error(`Docker answered ${status}`)
  const found = body as { readonly Image: string; readonly State: { readonly Running: boolean } }
  return {
    name,
    image: found.Image,
    running: found.State.Running,
    inspect: body as Readonly<Record<string, unknown>>,
  }
}

const shortOf = (image: string): string => image.replace(/^sha256:/, '').slice(0, 24)

const hold = (socket: string, image: string) =>
  askDocker(socket, 'POST', `/images/${encodeURIComponent(image)}/tag?repo=${HOLD}&tag=${shortOf(image)}`)

/** Lets go of an image that no snapshot needs any more; it stays where it has another name or a container. */
export const release = (socket: string, image: string) =>
  askDocker(socket, 'DELETE', `/images/${HOLD}:${shortOf(image)}?noprune=1`)
