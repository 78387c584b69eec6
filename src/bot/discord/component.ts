/**
 * The part of Discord's components that Autohome uses, as it goes over the wire. Limits and numbers:
 * https://docs.discord.com/developers/components/reference
 */
interface Identified {
  /** Discord numbers those that name none. */
  readonly id?: number
}

export interface TextDisplay extends Identified {
  readonly type: 10
  readonly content: string
}

export interface Separator extends Identified {
  readonly type: 14
  readonly divider: boolean
  /** 1 small, 2 large. */
  readonly spacing: 1 | 2
}

export interface Button {
  readonly type: 2
  /** 1 the thing to do, 2 neutral, 3 yes, 4 no or danger. */
  readonly style: 1 | 2 | 3 | 4
  readonly label: string
  readonly custom_id: string
}

export interface ActionRow extends Identified {
  readonly type: 1
  readonly components: readonly Button[]
}

export interface FileComponent extends Identified {
  readonly type: 13
  readonly file: { readonly url: `attachment://${string}` }
}

export type Part = TextDisplay | Separator | ActionRow | FileComponent

export interface Container extends Identified {
  readonly type: 17
  readonly accent_color?: number
  readonly components: readonly Part[]
}

export type Component = Part | Container

/** Characters in all the texts of a message. */
export const TEXT_MAX = 4_000
/** Components in a message, those inside others included. */
export const COMPONENTS_MAX = 40
export const LABEL_MAX = 80
export const CUSTOM_ID_MAX = 100
export const ROW_MAX = 5
export const ROWS_MAX = 5
export const FILES_MAX = 10

/** `flags` of a message that is made of components alone; it cannot be taken back from a message. */
export const IS_COMPONENTS_V2 = 1 << 15
/** `flags` of a reply that only the person who asked sees. */
export const EPHEMERAL = 1 << 6

export const text = (content: string): TextDisplay => ({ type: 10, content })
export const divider: Separator = { type: 14, divider: true, spacing: 1 }
