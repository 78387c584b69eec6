import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { containerOptions, lostLimit } from '../../../src/runtime/sandbox/container-options.ts'
import { createEndMark } from '../../../src/runtime/sandbox/end-mark.ts'
import { engineFailure } from '../../../src/runtime/sandbox/engine.ts'
import { createFrames } from '../../../src/runtime/sandbox/frames.ts'
import { holds, placeInside } from '../../../src/runtime/sandbox/place.ts'
import { commonEnvironment, requestOf } from '../../../src/runtime/sandbox/request.ts'
import { encodeRequest, encodeStart, isOver, parseEnded } from '../../../src/runtime/sandbox/resident.ts'
import { firstEntry } from '../../../src/runtime/sandbox/tar.ts'

/** Cuts bytes at the given places, in whatever order they come. */
const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [0, ...at.map((one) => one % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}
const cuts = fc.array(fc.nat(10_000), { maxLength: 8 })

describe('the frames of an attached container', () => {
  it('come out as they went in, wherever chunks cut them', () => {
    const payload = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    })
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 10 }), cuts, (payloads, at) => {
        const wire = payloads.flatMap(({ stream, bytes }) => {
          const header = Buffer.alloc(8)
          header[0] = stream === 'stdout' ? 1 : 2
          header.writeUInt32BE(bytes.length, 4)
          return [header, Buffer.from(bytes)]
        })
        const frames = createFrames()
        const found = cut(Buffer.concat(wire), at).flatMap((chunk) => frames(chunk))
        for (const stream of ['stdout', 'stderr'] as const) {
          const sent = payloads.filter((one) => one.stream === stream).map(({ bytes }) => Buffer.from(bytes))
          const got = found.filter((one) => one.stream === stream).map(({ bytes }) => bytes)
          expect(Buffer.concat(got)).toEqual(Buffer.concat(sent))
        }
      }),
    )
  })
})

describe('the end of a command', () => {
  const secret = '9e107d9d372bb6826bd81d3542a419d6'

  it('is found wherever chunks cut it, and nothing of the output is lost or added', () => {
    // Output that looks like the beginning of the secret is the hard case.
    const output = fc.array(
      fc.oneof(
        fc.constantFrom(...[1, 2, 16, 31].map((length) => secret.slice(0, length)), '\n'),
        fc.string(),
      ),
    )
    fc.assert(
      fc.property(output, cuts, (parts, at) => {
        const text = parts.join('|')
        const mark = createEndMark(secret)
        const own = cut(Buffer.from(`${text}${secret} 7 clean\n`), at).map((chunk) =>
          Buffer.from(mark.take(chunk)),
        )
        expect(Buffer.concat(own).toString()).toBe(text)
        expect(mark.lines()).toEqual(['7 clean'])
      }),
    )
  })

  it('is not seen in output without the secret, and its line stays short', () => {
    const mark = createEndMark(secret)
    expect(mark.take(Buffer.from('fedcba 0 clean\n')).toString()).toBe('fedcba 0 clean\n')
    expect(mark.lines()).toEqual([])
    mark.take(Buffer.from(secret))
    for (let times = 0; times < 1000; times++) mark.take(Buffer.from('no newline '))
    expect(mark.lines()).toEqual([])
  })

  it('is one of the lines that the resident writes, or none', () => {
    expect(parseEnded(['0 clean'], ['end'])).toEqual({ kind: 'exit', code: 0, clean: true })
    expect(parseEnded(['137 dirty'], ['end'])).toEqual({ kind: 'exit', code: 137, clean: false })
    expect(parseEnded(['126 clean'], ['no-program', 'end'])).toEqual({ kind: 'no-program' })
    expect(parseEnded(['126 dirty'], ['stale', 'end'])).toEqual({ kind: 'stale' })
    for (const line of ['', '0', 'clean', '1234 clean', '0 clean x', '-1 clean', '0  clean'])
      expect(parseEnded([line], ['end']), line).toBeUndefined()
  })

  it('is there once both streams have it, whatever was told before', () => {
    expect(isOver(['0 clean'], ['end'])).toBe(true)
    expect(isOver(['126 clean'], ['no-program', 'end'])).toBe(true)
    for (const [stdout, stderr] of [
      [[], ['end']],
      [['0 clean'], []],
      [['126 clean'], ['no-program']],
    ] as const)
      expect(isOver(stdout, stderr)).toBe(false)
  })
})

describe('a request', () => {
  const of = (more: object) =>
    requestOf({ command: { text: 'true' }, cwd: '/w', timeoutMs: 1, ...more }, ['/w'])

  it('tells the length of each field in bytes', () => {
    const wire = encodeRequest({ cwd: '/workspace', env: { A: 'x\ny' }, words: ['bash', 'é'] }, 's')
    expect(wire.toString()).toBe('10\n/workspace5\nA=x\ny4 2\nbashés')
    expect(encodeStart({ B: '' }, 's').toString()).toBe('2\nB=s')
  })

  it.each([
    ['a directory outside', { cwd: '/etc' }, 'is not in the workspace'],
    ['one beside it with the same beginning', { cwd: '/w2' }, 'is not in the workspace'],
    ['one that leads out', { cwd: '/w/../etc' }, 'is not in the workspace'],
    ['a NUL', { command: { text: 'echo \0' } }, 'null byte'],
    ['a NUL in the environment', { env: { A: '\0' } }, 'null byte'],
    ['a text past the kernel limit', { command: { text: 'x'.repeat(200_000) } }, 'E2BIG'],
    ['no program', { command: { argv: [] } }, 'no program'],
    ['a relative program', { command: { argv: ['./x'] } }, 'absolute path'],
    ['a loader variable', { env: { LD_PRELOAD: 'x' } }, 'LD_PRELOAD may not be set'],
  ])('with %s is refused', (_what, more, words) => {
    expect(of(more)).toMatchObject({ code: 'E_SPAWN', message: expect.stringContaining(words) })
  })

  it('carries nothing of the own environment', () => {
    expect(of({ env: { CI: '1' } })).toMatchObject({ env: { CI: '1' } })
    expect(Object.keys(commonEnvironment(['/bin'])).toSorted()).toEqual([
      'AUTOHOME_COMMAND',
      'HOME',
      'LANG',
      'LC_ALL',
      'LOGNAME',
      'PATH',
      'TERM',
      'TMPDIR',
      'USER',
    ])
  })
})

describe('places', () => {
  it('of the workspace lie below /workspace, by either of its names', () => {
    expect(placeInside('/home/a/w', ['/home/a/w'])).toBe('/workspace')
    expect(placeInside('/home/a/w/src/x', ['/home/a/w'])).toBe('/workspace/src/x')
    expect(placeInside('/real/w/src', ['/link', '/real/w'])).toBe('/workspace/src')
    expect(placeInside('/home/a', ['/home/a/w'])).toBeUndefined()
    expect(placeInside('/home/a/w/..x', ['/home/a/w'])).toBe('/workspace/..x')
  })

  it('are held by a directory above them, and by themselves', () => {
    for (const path of ['/', '/home', '/home/a/.autohome'])
      expect(holds(path, '/home/a/.autohome'), path).toBe(true)
    for (const path of ['/home/a/w', '/home/a/.autohome/work', '/home/a/.auto'])
      expect(holds(path, '/home/a/.autohome'), path).toBe(false)
  })
})

describe('an archive of one path', () => {
  const entry = (type: string, body: Buffer, link = '') => {
    const header = Buffer.alloc(512)
    header.write('bash', 0)
    header.write(`${body.length.toString(8).padStart(11, '0')} `, 124)
    header.write(type, 156)
    header.write(link, 157)
    return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)])
  }

  it('is a file or a link, behind extension headers too', () => {
    const body = Buffer.from('#!x')
    expect(firstEntry(entry('0', body))).toEqual({ file: body })
    expect(firstEntry(Buffer.concat([entry('x', Buffer.alloc(700)), entry('0', body)]))).toEqual({
      file: body,
    })
    expect(firstEntry(entry('2', Buffer.alloc(0), 'usr/bin/bash'))).toEqual({ link: 'usr/bin/bash' })
    expect(firstEntry(entry('5', Buffer.alloc(0)))).toBeUndefined()
    expect(firstEntry(Buffer.alloc(0))).toBeUndefined()
  })
})

describe('a limit that the engine dropped', () => {
  it('is noticed', () => {
    const user = { uid: 1000, gid: 1000 }
    const { HostConfig: asked = {} } = containerOptions({
      ...{
        image: 'i',
        memoryMb: 64,
        cpus: 0.5,
        workspace: '/w',
        user,
        shell: '/s',
        labels: {},
        path: '/bin',
      },
    })
    expect(asked).toMatchObject({ Memory: 64 * 2 ** 20, NanoCpus: 500_000_000 })
    expect(lostLimit(asked, { ...asked })).toBeUndefined()
    expect(lostLimit(asked, { ...asked, Memory: 0 })).toBe('Memory')
    expect(lostLimit(asked, { ...asked, PidsLimit: null } as never)).toBe('PidsLimit')
  })
})

describe('what stands in the way', () => {
  const of = (fields: object) =>
    engineFailure(Object.assign(new Error('it\nfailed'), fields), 'unix:///d.sock').message
  it('is told in one line that says what to do; a bug is thrown', () => {
    expect(of({ code: 'ECONNREFUSED', syscall: 'connect' })).toContain(
      'no Docker engine answers at unix:///d.sock (ECONNREFUSED)',
    )
    expect(of({ code: 'EACCES', syscall: 'connect' })).toContain(
      'may not open the Docker socket unix:///d.sock',
    )
    expect(of({ code: 'EACCES', syscall: 'mkdir' })).toBe('the sandbox cannot be prepared: it failed')
    expect(of({ statusCode: 500 })).toContain('does not start the sandbox: it failed')
    expect(() => of({})).toThrow('it\nfailed')
    expect(() => engineFailure('odd', 'x')).toThrow('odd')
  })
})
