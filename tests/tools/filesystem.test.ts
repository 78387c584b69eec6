import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.ts'
import { createFiles } from '../../src/runtime/workspace/files.ts'
import { createNameMatcher } from '../../src/tools/filesystem/glob.ts'
import { nearest } from '../../src/tools/filesystem/nearest.ts'
import { createFilesystemTools } from '../../src/tools/filesystem/tools.ts'
import { callTool, effectsOf } from '../helpers/call-tool.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'

async function setUp(held: Readonly<Record<string, string | Uint8Array>> = {}) {
  const workspace = await tempDir()
  for (const [path, content] of Object.entries(held)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true })
    await writeFile(join(workspace, path), content)
  }
  const clock = manualClock()
  const tools = createFilesystemTools({
    files: createFiles({ workspace, readable: [], unreadable: [] }),
    clock,
  })
  const call = (name: string, args: JsonObject) => callTool(tools, name, args, { cwd: workspace })
  const value = async (name: string, args: JsonObject): Promise<JsonObject> => {
    const result = await call(name, args)
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
    return result.value as JsonObject
  }
  return { workspace, tools, call, value, clock }
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('')

describe('read_file', () => {
  it('gives text, lines and size', async () => {
    const { value, workspace } = await setUp({ 'a.txt': 'één\ntwo' })
    expect(await value('read_file', { path: 'a.txt' })).toEqual({
      path: join(workspace, 'a.txt'),
      text: 'één\ntwo',
      firstLine: 1,
      lastLine: 2,
      bytes: 9,
      more: false,
    })
  })

  it.each([
    [
      { offset: 2, limit: 2 },
      { text: 'line 2\nline 3\n', firstLine: 2, lastLine: 3, more: true },
    ],
    [{ offset: 4 }, { text: 'line 4\nline 5\n', lastLine: 5, more: false }],
    [
      { offset: 5, limit: 1 },
      { text: 'line 5\n', lastLine: 5, more: false },
    ],
    [{ offset: 6 }, { text: '', firstLine: 6, lastLine: 5, more: false }],
    [{ offset: 600 }, { text: '', firstLine: 600, lastLine: 599, more: false }],
  ])('gives the lines asked for: %j', async (range, expected) => {
    const { value } = await setUp({ five: lines(5) })
    expect(await value('read_file', { path: 'five', ...range })).toMatchObject(expected)
  })

  it('reads an empty file', async () => {
    const { value } = await setUp({ empty: '' })
    expect(await value('read_file', { path: 'empty' })).toMatchObject({
      text: '',
      lastLine: 0,
      bytes: 0,
      more: false,
    })
  })

  it('stops after whole lines where a text is long, and says that there is more', async () => {
    const { value } = await setUp({ long: `${'x'.repeat(99)}\n`.repeat(9000) })
    const read = await value('read_file', { path: 'long', limit: 20_000 })
    expect(read).toMatchObject({ lastLine: 2621, bytes: 900_000, more: true })
    expect(read['text']).toHaveLength(262_100)
    const late = await value('read_file', { path: 'long', offset: 8999 })
    expect(late).toMatchObject({ firstLine: 8999, lastLine: 9000, more: false })
  })

  it('cuts one endless line, and gives up on lines too far away', async () => {
    const { value, call } = await setUp({ endless: 'x'.repeat(17 * 1024 * 1024) })
    expect(await value('read_file', { path: 'endless' })).toMatchObject({ lastLine: 1, more: true })
    expect(await call('read_file', { path: 'endless', offset: 2 })).toMatchObject({
      error: { code: 'E_TOO_LARGE' },
    })
  })

  it('refuses what is no text, and takes bytes that are no UTF-8', async () => {
    const { value, call } = await setUp({ binary: Buffer.from([1, 0, 2]), latin: Buffer.from([0x63, 0xe9]) })
    expect(await call('read_file', { path: 'binary' })).toMatchObject({
      ok: false,
      error: { code: 'E_BINARY', recoverable: false },
    })
    expect(await value('read_file', { path: 'latin' })).toMatchObject({ text: 'c\ufffd' })
  })

  it('fails recoverably where the path is missing', async () => {
    const { call, workspace } = await setUp()
    const subject = join(workspace, 'no.txt')
    expect(await call('read_file', { path: 'no.txt' })).toMatchObject({
      error: { code: 'E_FILE_NOT_FOUND', recoverable: true, subject },
    })
    expect(await call('read_file', { path: '../x' })).toMatchObject({
      error: { code: 'E_OUTSIDE_WORKSPACE', recoverable: false },
    })
  })
})

describe('write_file', () => {
  it('creates, overwrites and appends', async () => {
    const { value, call, workspace } = await setUp()
    const path = join(workspace, 'd', 'f')
    expect(await value('write_file', { path: 'd/f', content: 'é' })).toEqual({
      path,
      bytes: 2,
      created: true,
    })
    expect(await call('write_file', { path: 'd/f', content: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'E_EXISTS', recoverable: false, subject: path },
    })
    expect(await value('write_file', { path: 'd/f', content: 'new', mode: 'overwrite' })).toMatchObject({
      created: false,
    })
    expect(await value('write_file', { path: 'd/f', content: '!', mode: 'append' })).toMatchObject({
      bytes: 1,
    })
    expect(await readFile(path, 'utf8')).toBe('new!')
  })

  it('writes nowhere else', async () => {
    const { call } = await setUp()
    expect(await call('write_file', { path: '/etc/autohome-test', content: '' })).toMatchObject({
      error: { code: 'E_OUTSIDE_WORKSPACE' },
    })
  })
})

describe('list_directory', () => {
  const tree = { 'b/c/d': '', 'b/.git/config': '', '.hidden': '', a: '12' }
  const paths = (listed: JsonObject, workspace: string) =>
    (listed['entries'] as { path: string }[]).map(({ path }) => path.slice(workspace.length + 1))

  it('lists one level, or several, with hidden names if asked', async () => {
    const { value, workspace } = await setUp(tree)
    const shallow = await value('list_directory', {})
    expect(shallow).toMatchObject({
      path: workspace,
      truncated: false,
      entries: [{ kind: 'file', bytes: 2 }, { kind: 'directory' }],
    })
    expect(paths(await value('list_directory', { depth: 5 }), workspace)).toEqual(['a', 'b', 'b/c', 'b/c/d'])
    expect(paths(await value('list_directory', { depth: 5, hidden: true }), workspace)).toEqual([
      '.hidden',
      'a',
      'b',
      'b/.git',
      'b/c',
      'b/c/d',
    ])
  })

  it('ends a long list and says so', async () => {
    const { value } = await setUp(Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`f${i}`, ''])))
    const listed = await value('list_directory', {})
    expect(listed).toMatchObject({ truncated: true })
    expect(listed['entries']).toHaveLength(2000)
  })

  it('fails recoverably where the directory is missing', async () => {
    const { call } = await setUp({ file: '' })
    expect(await call('list_directory', { path: 'nowhere' })).toMatchObject({
      error: { code: 'E_DIR_NOT_FOUND', recoverable: true },
    })
    expect(await call('list_directory', { path: 'file' })).toMatchObject({
      error: { code: 'E_NOT_A_DIRECTORY' },
    })
  })
})

describe('search_directory', () => {
  const matches = async (value: Awaited<ReturnType<typeof setUp>>['value'], args: JsonObject) =>
    (await value('search_directory', args))['matches'] as (JsonObject & { readonly path: string })[]

  it('finds by name and kind', async () => {
    const { value, workspace } = await setUp({
      'src/a.ts': '',
      'src/b.js': '',
      'lib.ts/x': '',
      'node_modules/c.ts': '',
      '.env.ts': '',
    })
    const found = async (args: JsonObject) =>
      (await matches(value, args)).map(({ path }) => path.slice(workspace.length + 1))
    expect(await found({ name: '*.ts' })).toEqual(['.env.ts', 'lib.ts', 'src/a.ts'])
    expect(await found({ name: '*.ts', kind: 'directory' })).toEqual(['lib.ts'])
    expect(await found({ name: '*.ts', kind: 'file', maxResults: 1 })).toEqual(['.env.ts'])
    expect(await value('search_directory', { name: '*.ts', maxResults: 1 })).toMatchObject({
      truncated: true,
    })
    expect(await value('search_directory', { name: '*.ts', maxResults: 3 })).toMatchObject({
      truncated: false,
    })
  })

  it('finds text, with its line', async () => {
    const { value, workspace } = await setUp({
      a: 'one\ntwo needle here\nneedle',
      b: 'nothing',
      c: Buffer.from('\0needle'),
      d: `${'x'.repeat(5000)}needle${'y'.repeat(5000)}`,
    })
    const [first, second, ...others] = await matches(value, { text: 'needle' })
    expect(first).toEqual({ path: join(workspace, 'a'), kind: 'file', line: 2, excerpt: 'two needle here' })
    expect(second).toMatchObject({ path: join(workspace, 'd'), line: 1 })
    expect(second?.['excerpt']).toMatch(/^x{100}needley{94}$/)
    expect(others).toEqual([])
  })

  it('ranks what a missing path probably meant, from the nearest directory that exists', async () => {
    const { value, workspace } = await setUp({
      'srv/backups/db.sql': '',
      'srv/media/film': '',
      'srv/backups/notes': '',
    })
    const wanted = join(workspace, 'srv/backup')
    const [best, ...others] = await matches(value, {
      path: dirname(wanted),
      near: wanted,
      kind: 'directory',
      maxResults: 5,
    })
    expect(best).toEqual({ path: join(workspace, 'srv/backups'), kind: 'directory', score: 0.9 })
    expect(others).toEqual([])
    const file = join(workspace, 'srv/bakup/dump/db.sql')
    const deep = await value('search_directory', { path: dirname(file), near: file, kind: 'file' })
    expect(deep).toMatchObject({
      path: join(workspace, 'srv'),
      matches: [{ path: join(workspace, 'srv/backups/db.sql') }],
    })
  })

  it('follows no link and passes over what it may not read', async () => {
    const { value, workspace } = await setUp({ 'real/needle': '' })
    await symlink(join(workspace, 'real'), join(workspace, 'link'))
    await symlink('/', join(workspace, 'root'))
    expect(await matches(value, { name: 'needle' })).toHaveLength(1)
  })

  it('ends when its time is over', async () => {
    const { workspace } = await setUp({ a: '', b: '', c: '' })
    const clock = manualClock()
    const files = createFiles({ workspace, readable: [], unreadable: [] })
    // The clock moves on by the time limit and more with the first directory that is listed.
    const slow = { ...files, list: (path: string) => clock.advance(10_001).then(() => files.list(path)) }
    const tools = createFilesystemTools({ files: slow, clock })
    expect(await callTool(tools, 'search_directory', {}, { cwd: workspace })).toMatchObject({
      ok: true,
      value: { matches: [], truncated: true },
    })
  })

  it('ends when it is told to', async () => {
    const { tools, workspace } = await setUp({ a: '' })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(callTool(tools, 'search_directory', {}, { cwd: workspace, signal })).rejects.toThrow(
      'enough',
    )
    await expect(callTool(tools, 'list_directory', {}, { cwd: workspace, signal })).rejects.toThrow('enough')
  })

  it('fails where there is nothing to search', async () => {
    const { call } = await setUp()
    expect(await call('search_directory', { path: 'nowhere' })).toMatchObject({
      error: { code: 'E_DIR_NOT_FOUND' },
    })
  })
})

describe('effects', () => {
  it('name the absolute path and whether it is written', async () => {
    const { tools, workspace } = await setUp()
    expect(effectsOf(tools, 'read_file', { path: 'a/../b' })).toEqual([
      { kind: 'path', access: 'read', path: join(workspace, 'b') },
    ])
    expect(effectsOf(tools, 'write_file', { path: '/etc/x', content: '' })).toEqual([
      { kind: 'path', access: 'write', path: '/etc/x' },
    ])
    expect(effectsOf(tools, 'list_directory', {})).toEqual([
      { kind: 'path', access: 'read', path: workspace },
    ])
    expect(effectsOf(tools, 'search_directory', { path: '..' })).toEqual([
      { kind: 'path', access: 'read', path: dirname(workspace) },
    ])
  })
})

describe('nearest', () => {
  it.each([
    ['/srv/backup', ['/srv/backups', '/srv/media', '/etc/backup'], '/srv/backups'],
    [
      '/etc/ngnix/nginx.conf',
      ['/etc/nginx/nginx.conf', '/etc/nginx/mime.types', '/etc/nscd.conf'],
      '/etc/nginx/nginx.conf',
    ],
    ['/home/me/Readme.md', ['/home/me/README.md', '/home/me/notes.md'], '/home/me/README.md'],
    ['/a/config.yml', ['/a/config.yaml', '/a/conf.d'], '/a/config.yaml'],
  ])('takes %s for the likeliest of %j', (wanted, candidates, expected) => {
    expect(nearest(wanted, candidates)[0]?.path).toBe(expected)
  })

  it('leaves out what has nothing to do with it, and knows an equal path', () => {
    expect(nearest('/srv/backup', ['/var/log/syslog', '/srv/x'])).toEqual([])
    expect(nearest('/a/b', ['/a/b'])).toEqual([{ path: '/a/b', score: 1 }])
  })
})

describe('createNameMatcher', () => {
  it.each([
    ['*', '', true],
    ['*.log', 'syslog.log', true],
    ['*.log', '.log', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b', 'xxaxxbxx', false],
    ['a+(b)', 'a+(b)', true],
    ['?', '😀', true],
    [`${'*a'.repeat(50)}b`, 'a'.repeat(255), false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(createNameMatcher(pattern)(name)).toBe(expected)
  })
})
