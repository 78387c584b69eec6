import type { Clock } from '../../domain/clock.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import type { Asker } from './asker.ts'
import type { Prompt } from './display.ts'
import { EMPTY, type Edited, edit, edited, showEdited } from './editor.ts'
import type { History } from './history.ts'
import type { Key } from './keys.ts'
import { line } from './line.ts'

/** Somebody who typed within so many milliseconds is writing: a question does not take the keys from under them. */
const WRITING_MS = 1_000

/** A key that no other follows within so many milliseconds was pressed on its own and is not the start of a word. */
const ALONE_MS = 300

export interface ChatInputDeps {
  readonly asker: () => Asker
  readonly clock: Clock
  readonly locale: () => Locale
  readonly history: History
  readonly columns: () => number
  readonly show: (prompt: Prompt) => void
  readonly submit: (text: string) => void
  /** Ctrl-C on an empty line. */
  readonly interrupt: () => void
  /** Ctrl-D on an empty line. */
  readonly leave: () => void
}

/** The line at the bottom of the chat: what is being typed, or the keys that answer the open question. */
export function createChatInput(deps: ChatInputDeps) {
  const { clock, history, locale } = deps
  let typed: Edited = EMPTY
  let asked: Prompt | undefined
  let focused = false
  let pasting = false
  let held: { readonly key: Key; readonly release: () => void } | undefined
  let typedAt = Number.NEGATIVE_INFINITY

  const render = () => {
    if (focused && asked) return deps.show(asked)
    const shown = showEdited(typed, '› ', deps.columns())
    const hint = asked ? [line(word('chat.question.resume', locale()), 'dim')] : []
    deps.show({ lines: [...hint, shown.line], cursor: shown.cursor })
  }
  const set = (next: Edited | undefined) => {
    if (!next) return
    typed = next
    render()
  }
  const submit = () => {
    const { text } = typed
    typed = EMPTY
    // Who has sent a line is waiting for what comes of it.
    typedAt = Number.NEGATIVE_INFINITY
    history.add(text)
    focused = asked !== undefined && text.trim() === ''
    render()
    if (text.trim() !== '') deps.submit(text)
  }

  /** A letter of the question acts once it is sure that it stands alone; as the beginning of a word it is typed. */
  const pressAsked = (key: Key) => {
    const asker = deps.asker()
    if (asker.typing()) return asker.key(key)
    const before = takeHeld()
    if (key.name === 'return' || key.name === 'enter') return before && asker.key(before)
    if (key.name === 'escape' || key.name === 'tab' || (key.ctrl && key.name === 'd')) return blur()
    if (key.text === '' || key.ctrl || key.meta) return
    if (before || !asker.means(key)) {
      blur()
      if (before) pressTyped(before)
      return pressTyped(key)
    }
    held = { key, release: clock.after(ALONE_MS, () => takeHeld() && asker.key(key)) }
  }
  const takeHeld = (): Key | undefined => {
    const key = held?.key
    held?.release()
    held = undefined
    return key
  }
  const blur = () => {
    focused = false
    render()
  }
  const pressTyped = (key: Key) => {
    typedAt = clock.elapsed()
    if (key.name === 'tab' && asked) {
      focused = true
      return render()
    }
    if (key.name === 'return' || key.name === 'enter') return submit()
    if (key.name === 'up' || (key.ctrl && key.name === 'p')) return set(maybe(history.older(typed.text)))
    if (key.name === 'down' || (key.ctrl && key.name === 'n')) return set(maybe(history.newer()))
    if (key.ctrl && key.name === 'd') {
      if (typed.text === '') return deps.leave()
      return set(edit(typed, { ...key, ctrl: false, name: 'delete' }))
    }
    set(edit(typed, key))
  }

  return {
    render,
    /** What the asker wants shown below the card. */
    asks(prompt: Prompt | undefined) {
      const isNew = asked === undefined && prompt !== undefined
      asked = prompt
      if (!prompt) {
        takeHeld()
        focused = false
      }
      if (isNew) focused = typed.text === '' && clock.elapsed() - typedAt > WRITING_MS
      render()
    },
    key(key: Key) {
      if (key.name === 'paste-start' || key.name === 'paste-end') {
        pasting = key.name === 'paste-start'
        return
      }
      if (pasting) return set(edit(typed, asPasted(key)))
      if (key.ctrl && key.name === 'c') {
        if (typed.text === '') return deps.interrupt()
        return set(EMPTY)
      }
      if (focused) pressAsked(key)
      else pressTyped(key)
    },
  }
}
export type ChatInput = ReturnType<typeof createChatInput>

const maybe = (text: string | undefined): Edited | undefined =>
  text === undefined ? undefined : edited(text)

/** Pasted line ends and tabs become spaces: nothing is sent before Enter is pressed. */
const asPasted = (key: Key): Key => {
  const isBreak = key.name === 'return' || key.name === 'enter' || key.name === 'tab'
  return { name: undefined, text: isBreak ? ' ' : key.text, ctrl: false, meta: false }
}
