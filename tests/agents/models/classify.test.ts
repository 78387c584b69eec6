import { expect, test } from 'vitest'
import { failureOf, messageIn } from '../../../src/agents/models/classify.ts'

test.each<[number, string, string, boolean]>([
  [404, '{"error":"model \\"x\\" not found, try pulling it first"}', 'missing', false],
  [404, '{"error":{"message":"The model `x` does not exist.","code":"model_not_found"}}', 'missing', false],
  [400, '{"error":{"message":"x is not a valid model ID","code":400}}', 'missing', false],
  [500, '{"error":"pull model manifest: file does not exist"}', 'missing', false],
  [404, '404 page not found', 'refused', false],
  [
    400,
    '{"error":{"message":"\\"auto\\" tool choice requires --enable-auto-tool-choice"}}',
    'unsupported',
    false,
  ],
  [500, '{"error":{"message":"tools param requires --jinja flag"}}', 'unsupported', false],
  [400, '{"error":{"message":"response_format.type must be text"}}', 'unsupported', false],
  [500, '{"error":"failed to load model vocabulary required for format"}', 'unsupported', false],
  [400, '{"error":{"message":"This model\'s maximum context length is 4096 tokens."}}', 'context', false],
  [
    400,
    '{"error":{"message":"the request exceeds the available context size","type":"x"}}',
    'context',
    false,
  ],
  [500, '{"error":"context canceled"}', 'server', true],
  [503, '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}', 'busy', true],
  [429, '{"error":{"message":"Rate limit exceeded"}}', 'busy', true],
  [408, '', 'busy', true],
  [402, '{"error":{"message":"Insufficient credits"}}', 'refused', false],
  [403, '<html>Forbidden</html>', 'refused', false],
  [504, '<html>Gateway Time-out</html>', 'server', true],
  [500, '{"error":"CUDA error: out of memory"}', 'server', false],
])('%d %s is %s', (status, body, code, retryable) => {
  expect(failureOf({ status, body })).toMatchObject({ code, retryable })
})

test('what the server says fits in one line of a message', () => {
  expect(failureOf({ status: 500, body: '' }).message).toBe('the server answers 500')
  expect(messageIn('{"message":"a\\n\\u001b[31mb"}')).toBe('a [31mb')
  expect(messageIn('x'.repeat(1000))).toHaveLength(301)
  expect(messageIn('{"error":{"code":3}}')).toBe('{"error":{"code":3}}')
  expect(messageIn('{"detail":"Not Found"}')).toBe('Not Found')
})
