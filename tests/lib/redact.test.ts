import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/lib/redact.ts'

const SECRET = 'p"a/ss\\w+rd=='

describe('createRedactor', () => {
  const redact = createRedactor([SECRET, 'abc', 'token-one', 'token-one-and-more'])

  it.each([
    ['as it is', SECRET],
    ['inside JSON', JSON.stringify({ b: { c: { token: SECRET } } })],
    ['in a URL', `https://h/?t=${encodeURIComponent(SECRET)}`],
    ['in base64', Buffer.from(SECRET).toString('base64')],
  ])('hides a known value %s', (_how, text) => {
    const scrubbed = redact(`before ${text} after`)
    expect(scrubbed).toContain('[secret]')
    expect(scrubbed).not.toContain('ss\\w')
    expect(scrubbed).not.toContain('w%2Brd')
    expect(scrubbed).toMatch(/^before .* after$/)
  })

  it('hides a token that holds another one whole', () => {
    expect(redact('token-one-and-more')).toBe('[secret]')
    expect(redact('token-one token-one')).toBe('[secret] [secret]')
  })

  it('leaves values too short to be one, and ordinary text', () => {
    expect(redact('abc')).toBe('abc')
    const text = 'disk-report of /srv: 71 %, sk-all risks, Bearer of news'
    expect(redact(text)).toBe(text)
  })

  it.each([
    'xoxb-123456789012-abcdefGHIJ',
    'xapp-1-A0123456789-0123456789',
    'sk-proj-abcdefghijklmnopqrstuv',
    'ghp_abcdefghijklmnopqrstuvwxyz012345',
    'Bearer abcdef0123456789',
  ])('hides what looks like a token: %s', (token) => {
    expect(createRedactor([])(`x ${token} y`)).toMatch(/^x (Bearer )?\[secret\] y$/)
  })
})
