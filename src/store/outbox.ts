import type { Binding, Outbox, OutboxRow, Wish } from '../domain/outbox.ts'
import type { Beside } from './beside.ts'
import { type BindingRow, type MessageRow, toBinding, toMessage } from './outbox-rows.ts'

const MESSAGES = `
  SELECT outbox.*, bindings.channel, bindings.place, bindings.opened, bindings.gone
  FROM outbox JOIN bindings USING (surface, thread)`

/** The outbox in the journal's database. */
export function openOutbox({ db, write }: Pick<Beside, 'db' | 'write'>): Outbox {
  const cursor = db.prepare<[string], number>('SELECT position FROM cursors WHERE surface = ?').pluck()
  const moveCursor = db.prepare('INSERT OR REPLACE INTO cursors (surface, position) VALUES (?, ?)')
  const insertBinding = db.prepare(
    'INSERT INTO bindings (surface, thread, channel, place, opened) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const byThread = db.prepare<[string, string], BindingRow>(
    'SELECT * FROM bindings WHERE surface = ? AND thread = ?',
  )
  const byPlace = db.prepare<[string, string, string], BindingRow>(
    'SELECT * FROM bindings WHERE surface = ? AND channel = ? AND place = ?',
  )
  const open = db.prepare(
    'UPDATE bindings SET opened = 1, place = coalesce(place, ?) WHERE surface = ? AND thread = ?',
  )
  const rebind = db.prepare(
    'UPDATE bindings SET channel = ?, place = NULL, opened = 0 WHERE surface = ? AND thread = ?',
  )
  const close = db.prepare('UPDATE bindings SET gone = ? WHERE surface = ? AND thread = ?')

  const insert = db.prepare(`
    INSERT INTO outbox (surface, key, thread, what, urgent, wanted, since) VALUES (?, ?, ?, ?, ?, 1, ?)
    ON CONFLICT DO NOTHING`)
  const change = db.prepare(`
    UPDATE outbox SET since = iif(shown = wanted, ?, since), wanted = wanted + 1, urgent = max(urgent * (shown < wanted), ?)
    WHERE surface = ? AND key = ? AND gave_up IS NULL`)
  const pending = db.prepare<[string], MessageRow>(
    `${MESSAGES} WHERE outbox.surface = ? AND shown < wanted AND gave_up IS NULL ORDER BY outbox.id`,
  )
  const inThread = db.prepare<[string, string], MessageRow>(
    `${MESSAGES} WHERE outbox.surface = ? AND outbox.thread = ? AND gave_up IS NULL ORDER BY outbox.id DESC`,
  )
  const show = db.prepare(
    'UPDATE outbox SET shown = ?, shown_at = ?, since = ?, ref = ?, posts = posts + ?, tried_at = NULL WHERE id = ?',
  )
  const trying = db.prepare('UPDATE outbox SET tried_at = ? WHERE id = ?')
  const hide = db.prepare('UPDATE outbox SET shown = 0, ref = NULL WHERE id = ?')
  const degrade = db.prepare('UPDATE outbox SET plain = 1 WHERE id = ?')
  const giveUp = db.prepare('UPDATE outbox SET gave_up = ? WHERE id = ?')
  const giveUpAll = db.prepare(
    'UPDATE outbox SET gave_up = ? WHERE surface = ? AND thread = ? AND shown < wanted AND gave_up IS NULL',
  )

  function wish(surface: string, { key, thread, what, urgent, as }: Wish, at: number): void {
    if (as === 'new') insert.run(surface, key, thread, JSON.stringify(what), Number(urgent), at)
    else change.run(at, Number(urgent), surface, key)
  }
  const insertBound = ({ surface, thread, channel, place, opened }: Binding) =>
    insertBinding.run(surface, thread, channel, place ?? null, Number(opened))
  const show_ = (row: OutboxRow, ref: OutboxRow['ref'], at: number, posts: number) =>
    show.run(row.wanted, at, at, JSON.stringify(ref ?? null), posts, row.id)

  return {
    cursor: (surface) => cursor.get(surface),
    decide: (surface, position, { bindings, wishes, at }) =>
      write(() => {
        for (const binding of bindings) insertBound(binding)
        for (const each of wishes) wish(surface, each, at)
        if (position !== undefined) moveCursor.run(surface, position)
      }),
    bind: (binding) =>
      write(() => {
        const { surface, thread, channel, place } = binding
        const there = place === undefined ? undefined : byPlace.get(surface, channel, place)
        const held = byThread.get(surface, thread) ?? there
        if (held) return toBinding(held)
        insertBound(binding)
        return binding
      }),
    binding(surface, thread) {
      const row = byThread.get(surface, thread)
      return row && toBinding(row)
    },
    bindingAt(surface, channel, place) {
      const row = byPlace.get(surface, channel, place)
      return row && toBinding(row)
    },
    pending: (surface) => pending.all(surface).map(toMessage),
    inThread: (surface, thread) => inThread.all(surface, thread).map(toMessage),
    trying: (row, at) => write(() => void trying.run(at ?? null, row.id)),
    posted: (row, ref, at) =>
      write(() => {
        show_(row, ref, at, 1)
        open.run(ref.thread ?? null, row.surface, row.binding.thread)
      }),
    edited: (row, at) => write(() => void show_(row, row.ref, at, 0)),
    repost: (row) => write(() => void hide.run(row.id)),
    degrade: (row) => write(() => void degrade.run(row.id)),
    giveUp: (row, why) => write(() => void giveUp.run(why, row.id)),
    move: ({ surface, thread }, channel, again) =>
      write(() => {
        rebind.run(channel, surface, thread)
        for (const row of again) hide.run(row.id)
      }),
    abandon: ({ surface, thread }, why) =>
      write(() => {
        close.run(why, surface, thread)
        giveUpAll.run(why, surface, thread)
      }),
  }
}
