/** What a workspace holds, and a way to wait until it holds something. */
export interface SlackMessage {
  readonly channel: string
  readonly ts: string
  readonly user: string
  readonly threadTs?: string
  /** Of the same channel; the app shows it to one person only. */
  readonly onlyFor?: string
  text: string
  blocks: readonly SlackAnyBlock[]
  edits: number
  deleted: boolean
}

export type SlackAnyBlock = { readonly type: string } & Readonly<Record<string, unknown>>

export interface SlackChannel {
  readonly id: string
  readonly kind: 'public' | 'private' | 'im'
  readonly members: Set<string>
  archived: boolean
}

export interface SlackUser {
  readonly id: string
  readonly name: string
  readonly locale: string
}

export interface SlackFile {
  readonly id: string
  readonly name: string
  readonly length: number
  bytes?: Buffer
  sharedIn?: { readonly channel: string; readonly threadTs?: string }
}

export interface OpenedView {
  readonly id: string
  readonly hash: string
  readonly user: string
  readonly view: Readonly<Record<string, unknown>>
}

/** A call of the Web API, as it came. */
export interface SlackCall {
  readonly method: string
  readonly args: Readonly<Record<string, unknown>>
  /** What it was answered. */
  readonly error?: string
  readonly at: number
}

export const BOT = { user: 'UBOT', bot: 'BBOT', app: 'A1', team: 'T1' } as const

export type Workspace = ReturnType<typeof createWorkspace>

export function createWorkspace() {
  const listeners = new Set<() => void>()
  let counter = 0

  const workspace = {
    channels: new Map<string, SlackChannel>(),
    users: new Map<string, SlackUser>(),
    messages: [] as SlackMessage[],
    files: [] as SlackFile[],
    views: [] as OpenedView[],
    calls: [] as SlackCall[],
    /** What the app did that Slack does not allow, in words. */
    violations: [] as string[],
    /** Unique, and growing. */
    nextId: (prefix: string) => `${prefix}${String(++counter).padStart(6, '0')}`,
    nextTs: () => `${Math.floor(Date.now() / 1_000)}.${String(++counter).padStart(6, '0')}`,
    changed() {
      for (const listener of listeners) listener()
    },
    /** Resolves as soon as `found` finds something. */
    until<T>(found: () => T | undefined | false): Promise<T> {
      return new Promise((resolve) => {
        const look = () => {
          const value = found()
          if (value === undefined || value === false) return
          listeners.delete(look)
          resolve(value)
        }
        listeners.add(look)
        look()
      })
    },
    find: (channel: string, ts: string) =>
      workspace.messages.find((held) => held.channel === channel && held.ts === ts && !held.deleted),
    /** The direct conversation of a person with the app. */
    direct(user: string): SlackChannel {
      const id = `D${user.slice(1)}`
      const held = workspace.channels.get(id)
      if (held) return held
      const made: SlackChannel = { id, kind: 'im', members: new Set([user, BOT.user]), archived: false }
      workspace.channels.set(id, made)
      return made
    },
  }
  return workspace
}
