import { spawnSync } from 'node:child_process'
import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pathFailure } from '../../../src/runtime/workspace/failures.ts'
import { createFiles } from '../../../src/runtime/workspace/files.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A workspace beside a directory that may be read, one that may not be looked at, and one that is protected. */
async function setUp() {
  const root = await tempDir()
  const places = {
    root,
    workspace: join(root, 'workspace'),
    readable: join(root, 'readable'),
    outside: join(root, 'outside'),
    secret: join(root, 'readable', 'secret'),
  }
  for (const path of [places.workspace, places.readable, places.outside, places.secret]) await mkdir(path)
  await writeFile(join(places.readable, 'notes'), 'notes')
  await writeFile(join(places.outside, 'private'), 'private')
  await writeFile(join(places.secret, 'token'), 'token')
  const files = createFiles({
    workspace: places.workspace,
    readable: [places.readable, '/proc'],
    unreadable: [places.secret],
  })
  const read = async (path: string, offset = 0, maxBytes = 1e6) => {
    const result = await files.read(path, { offset, maxBytes })
    return result.ok ? Buffer.from(result.data).toString() : result.code
  }
  const write = async (path: string, text: string, append = false) => {
    const result = await files.write(path, Buffer.from(text), { append })
    return result.ok ? result : result.code
  }
  const list = async (path: string) => {
    const result = await files.list(path)
    return result.ok ? result.entries.map(({ name, kind }) => `${name} ${kind}`) : result.code
  }
  return { ...places, files, read, write, list }
}

describe('read', () => {
  it('gives a part of a file and its whole size', async () => {
    const { files, read, workspace } = await setUp()
    await writeFile(join(workspace, 'a.txt'), '0123456789')
    expect(await read('a.txt')).toBe('0123456789')
    expect(await read(join(workspace, 'a.txt'), 3, 4)).toBe('3456')
    expect(await read('a.txt', 20, 4)).toBe('')
    expect(await files.read('a.txt', { offset: 0, maxBytes: 2 })).toMatchObject({ ok: true, size: 10 })
    expect(files.resolve('x/../a.txt')).toBe(join(workspace, 'a.txt'))
    expect(files.workspace).toBe(workspace)
  })

  it('reads what the kernel makes up, whose size is 0', async () => {
    expect(await (await setUp()).read('/proc/self/status')).toMatch(/^Name:/)
  })

  it('reads more than one chunk', async () => {
    const { read, workspace } = await setUp()
    await writeFile(join(workspace, 'big'), 'x'.repeat(2_500_000))
    expect((await read('big', 1, 2_400_000)).length).toBe(2_400_000)
  })

  it('reaches readable places and no others', async () => {
    const { read, readable, outside, secret } = await setUp()
    expect(await read(join(readable, 'notes'))).toBe('notes')
    expect(await read('../readable/notes')).toBe('notes')
    expect(await read(join(outside, 'private'))).toBe('E_OUTSIDE_WORKSPACE')
    expect(await read(join(secret, 'token'))).toBe('E_PERMISSION')
    expect(await read('/proc/self/environ')).toBe('E_PERMISSION')
    expect(await read(`/proc/${process.pid}/task/${process.pid}/environ`)).toBe('E_PERMISSION')
    expect(await read('/proc/self/root/etc/passwd')).toBe('E_OUTSIDE_WORKSPACE')
  })

  it('does not tell what exists elsewhere', async () => {
    const { read, outside } = await setUp()
    expect(await read(join(outside, 'nothing'))).toBe('E_OUTSIDE_WORKSPACE')
    expect(await read(join(outside, 'no', 'where'))).toBe('E_OUTSIDE_WORKSPACE')
  })

  it('follows links as far as they stay where reading is allowed', async () => {
    const { read, workspace, readable, outside, secret } = await setUp()
    await mkdir(join(workspace, 'real'))
    await writeFile(join(workspace, 'real', 'file'), 'inside')
    const links = {
      relative: 'real/file',
      absolute: join(workspace, 'real', 'file'),
      directory: 'real',
      up: 'directory/../real/./file',
      chain: 'up',
      allowed: join(readable, 'notes'),
      escape: join(outside, 'private'),
      climb: '../outside/private',
      token: join(secret, 'token'),
      dangling: 'nothing',
      loop: 'loop',
      toRoot: '/',
      outAndIn: '../outside/../workspace/real/file',
      process: '/proc/self/cwd',
    }
    for (const [name, target] of Object.entries(links)) await symlink(target, join(workspace, name))
    await symlink(outside, join(workspace, 'door'))
    for (const name of ['relative', 'absolute', 'directory/file', 'up', 'chain', 'outAndIn'])
      expect(await read(name), name).toBe('inside')
    expect(await read('allowed')).toBe('notes')
    for (const name of ['escape', 'climb', 'door/private', `toRoot${outside}/private`]) {
      expect(await read(name), name).toBe('E_OUTSIDE_WORKSPACE')
    }
    expect(await read('token')).toBe('E_PERMISSION')
    expect(await read('dangling')).toBe('E_FILE_NOT_FOUND')
    expect(await read('loop')).toBe('E_PATH_NOT_FOUND')
    expect(await read('toRoot')).toBe('E_OUTSIDE_WORKSPACE')
  })

  it('sees another name of a protected file for what it is', async () => {
    const { read, workspace, secret } = await setUp()
    await link(join(secret, 'token'), join(workspace, 'innocent'))
    await writeFile(join(workspace, 'one'), 'mine')
    await link(join(workspace, 'one'), join(workspace, 'two'))
    expect(await read('innocent')).toBe('E_PERMISSION')
    expect(await read('two')).toBe('mine')
  })

  it('says which kind of thing is missing', async () => {
    const { read, workspace } = await setUp()
    await writeFile(join(workspace, 'file'), '')
    expect(await read('nothing')).toBe('E_FILE_NOT_FOUND')
    expect(await read('no/where')).toBe('E_PATH_NOT_FOUND')
    expect(await read('file/under')).toBe('E_NOT_A_DIRECTORY')
    expect(await read('.')).toBe('E_NOT_A_FILE')
    expect(await read('x'.repeat(300))).toBe('E_PATH_NOT_FOUND')
    expect(await read('nul\0byte')).toBe('E_PATH_NOT_FOUND')
  })

  it('neither hangs on pipes and sockets nor touches devices', async () => {
    const { read, workspace } = await setUp()
    spawnSync('mkfifo', [join(workspace, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(workspace, 'socket'), resolve))
    onTestFinished(() => void server.close())
    await symlink('/dev/zero', join(workspace, 'zero'))
    const all = createFiles({ workspace, readable: ['/'], unreadable: [] })
    expect(await read('pipe')).toBe('E_NOT_A_FILE')
    expect(await read('socket')).toBe('E_NOT_A_FILE')
    expect(await all.read('zero', { offset: 0, maxBytes: 10 })).toMatchObject({
      code: 'E_NOT_A_FILE',
      message: expect.stringContaining('device'),
    })
  })
})

describe('write', () => {
  it('makes a file and the directories above it', async () => {
    const { write, read } = await setUp()
    expect(await write('new/deep/file', 'text')).toEqual({ ok: true, bytes: 4, created: true })
    expect(await write('new/deep/file', 'other')).toEqual({ ok: true, bytes: 5, created: false })
    expect(await read('new/deep/file')).toBe('other')
  })

  it('appends', async () => {
    const { write, read } = await setUp()
    expect(await write('log', 'one\n', true)).toMatchObject({ created: true })
    expect(await write('log', 'two\n', true)).toEqual({ ok: true, bytes: 4, created: false })
    expect(await read('log')).toBe('one\ntwo\n')
  })

  it('makes a new file only where there is none, if asked so', async () => {
    const { files, workspace, read, outside } = await setUp()
    const create = (path: string) => files.write(path, Buffer.from('new'), { append: false, mustBeNew: true })
    expect(await create('file')).toEqual({ ok: true, bytes: 3, created: true })
    expect(await create('file')).toMatchObject({ code: 'E_EXISTS' })
    expect(await create('.')).toMatchObject({ code: 'E_EXISTS' })
    await symlink(join(outside, 'private'), join(workspace, 'link'))
    expect(await create('link')).toMatchObject({ code: 'E_OUTSIDE_WORKSPACE' })
    expect(await read('file')).toBe('new')
    expect((await readdir(workspace)).sort()).toEqual(['file', 'link'])
  })

  it('keeps mode, and leaves nothing beside the file', async () => {
    const { write, workspace } = await setUp()
    await writeFile(join(workspace, 'tool'), 'old')
    await chmod(join(workspace, 'tool'), 0o750)
    await write('tool', 'new')
    expect((await stat(join(workspace, 'tool'))).mode & 0o777).toBe(0o750)
    expect(await readdir(workspace)).toEqual(['tool'])
  })

  it('stays inside the workspace', async () => {
    const { write, readable, outside, workspace, root } = await setUp()
    await symlink(outside, join(workspace, 'door'))
    await symlink(join(outside, 'private'), join(workspace, 'escape'))
    await symlink(join(outside, 'new'), join(workspace, 'dangling'))
    for (const path of [
      '../x',
      join(readable, 'x'),
      'door/x',
      'door/new/x',
      'escape',
      'dangling',
      `${workspace}-2/x`,
      '/',
    ])
      expect(await write(path, 'evil'), path).toBe('E_OUTSIDE_WORKSPACE')
    expect(await readFile(join(outside, 'private'), 'utf8')).toBe('private')
    expect(await readdir(outside)).toEqual(['private'])
    expect((await readdir(root)).sort()).toEqual(['outside', 'readable', 'workspace'])
  })

  it('follows links that stay inside and leaves the link a link', async () => {
    const { write, workspace } = await setUp()
    await mkdir(join(workspace, 'real'))
    await symlink('real/file', join(workspace, 'link'))
    expect(await write('link', 'text')).toMatchObject({ created: true })
    expect(await readFile(join(workspace, 'real', 'file'), 'utf8')).toBe('text')
    expect((await lstat(join(workspace, 'link'))).isSymbolicLink()).toBe(true)
  })

  it('does not write through another name of the file', async () => {
    const { write, workspace, outside } = await setUp()
    await link(join(outside, 'private'), join(workspace, 'twin'))
    expect(await write('twin', 'new')).toMatchObject({ ok: true })
    expect(await write('twin', ' end', true)).toMatchObject({ ok: true })
    expect(await readFile(join(outside, 'private'), 'utf8')).toBe('private')
    expect(await readFile(join(workspace, 'twin'), 'utf8')).toBe('new end')
  })

  it('touches nothing protected inside the workspace', async () => {
    const { workspace } = await setUp()
    await mkdir(join(workspace, '.autohome'))
    await writeFile(join(workspace, '.autohome', 'db'), 'rows')
    await link(join(workspace, '.autohome', 'db'), join(workspace, 'twin'))
    const files = createFiles({ workspace, readable: ['/'], unreadable: [join(workspace, '.autohome')] })
    for (const path of ['.autohome/db', '.autohome/new', '.autohome/new/deep', 'twin'])
      expect(await files.write(path, Buffer.from('x'), { append: true }), path).toMatchObject({
        code: 'E_PERMISSION',
      })
    expect(await readdir(join(workspace, '.autohome'))).toEqual(['db'])
  })

  it('works in a workspace that lies in a protected place', async () => {
    const { root, workspace, outside } = await setUp()
    const files = createFiles({ workspace, readable: ['/'], unreadable: [root] })
    expect(await files.write('file', Buffer.from('x'), { append: false })).toMatchObject({ ok: true })
    expect(await files.list('.')).toMatchObject({ ok: true })
    expect(await files.list(outside)).toMatchObject({ code: 'E_PERMISSION' })
  })

  it('replaces regular files only', async () => {
    const { write, workspace } = await setUp()
    spawnSync('mkfifo', [join(workspace, 'pipe')])
    await writeFile(join(workspace, 'file'), '')
    expect(await write('pipe', 'x')).toBe('E_NOT_A_FILE')
    expect(await write('.', 'x')).toBe('E_NOT_A_FILE')
    expect(await write('file/under', 'x')).toBe('E_NOT_A_DIRECTORY')
  })

  it('does not append to what is huge', async () => {
    const { write, workspace } = await setUp()
    spawnSync('truncate', ['-s', '101M', join(workspace, 'huge')])
    expect(await write('huge', 'x', true)).toBe('E_TOO_LARGE')
  })
})

describe('list', () => {
  it('names what is there, links as links', async () => {
    const { list, files, workspace } = await setUp()
    await mkdir(join(workspace, 'b'))
    await writeFile(join(workspace, 'a'), '12345')
    await symlink('/etc', join(workspace, 'c'))
    spawnSync('mkfifo', [join(workspace, 'd')])
    expect(await list('.')).toEqual(['a file', 'b directory', 'c symlink', 'd other'])
    const listed = await files.list('.')
    expect(listed.ok && listed.entries[0]).toMatchObject({ bytes: 5, modifiedAt: expect.any(Number) })
  })

  it('stays where reading is allowed', async () => {
    const { list, workspace, outside, readable, secret } = await setUp()
    await symlink(outside, join(workspace, 'door'))
    expect(await list('door')).toBe('E_OUTSIDE_WORKSPACE')
    expect(await list('/')).toBe('E_OUTSIDE_WORKSPACE')
    expect(await list(secret)).toBe('E_PERMISSION')
    expect(await list(readable)).toEqual(['notes file', 'secret directory'])
    const all = createFiles({ workspace, readable: ['/'], unreadable: [] })
    expect(await all.list('/')).toMatchObject({ ok: true })
  })

  it('says what is missing or no directory', async () => {
    const { list, workspace } = await setUp()
    await writeFile(join(workspace, 'file'), '')
    expect(await list('nothing')).toBe('E_DIR_NOT_FOUND')
    expect(await list('no/where')).toBe('E_DIR_NOT_FOUND')
    expect(await list('file')).toBe('E_NOT_A_DIRECTORY')
  })
})

describe('pathFailure', () => {
  const failed = (code: string) => pathFailure(Object.assign(new Error(code), { code }), '/a', 'file')

  it('takes what a path can be the reason of for an answer', () => {
    expect(failed('EACCES')).toMatchObject({
      code: 'E_PERMISSION',
      message: '/a: permission denied',
      path: '/a',
    })
    expect(failed('EPERM')).toMatchObject({ code: 'E_PERMISSION' })
    expect(failed('EROFS')).toMatchObject({
      code: 'E_PERMISSION',
      message: expect.stringContaining('read-only'),
    })
    expect(failed('EISDIR')).toMatchObject({ code: 'E_NOT_A_FILE' })
    expect(failed('EAGAIN')).toMatchObject({ code: 'E_NOT_A_FILE' })
    expect(failed('ENOENT')).toMatchObject({ code: 'E_FILE_NOT_FOUND' })
    expect(failed('ENOTDIR')).toMatchObject({ code: 'E_NOT_A_DIRECTORY' })
  })

  it('leaves trouble with the machine to be thrown', () => {
    expect(failed('ENOSPC')).toBeUndefined()
    expect(failed('EIO')).toBeUndefined()
    expect(pathFailure('text', '/a', 'file')).toBeUndefined()
  })
})
