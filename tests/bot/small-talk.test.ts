import { describe, expect, test } from 'vitest'
import { smallTalk } from '../../src/bot/small-talk.ts'

test.each([
  ['Bonjour', 'hello'],
  ['bonjour !', 'hello'],
  ['Salut 👋', 'hello'],
  ['Hello, Autohome!', 'hello'],
  ['  hey  ', 'hello'],
  ['ça va ?', 'hello'],
  ['merci', 'thanks'],
  ['Merci beaucoup !!! 🙏', 'thanks'],
  ['merciiii', 'thanks'],
  ['Thank you.', 'thanks'],
  ['ok', 'ok'],
  ['OK 👍', 'ok'],
  ['D’accord.', 'ok'],
  ['oui', 'yes'],
  ['Oui, vas-y !', 'yes'],
  ['yes please', 'yes'],
  ['👍', 'yes'],
  ['👍🏽', 'yes'],
  ['non', 'no'],
  ['Non merci…', 'no'],
  ['No thanks', 'no'],
  ['👎', 'no'],
  ['bonne nuit', 'bye'],
  ['Bonne nuit 🌙', 'bye'],
  ['good night!', 'bye'],
  ['parfait', 'praise'],
  ['🎉', 'praise'],
  ['🙏', 'thanks'],
])('%j is %s', (text, kind) => expect(smallTalk(text)).toBe(kind))

describe('one word more and it is a request', () => {
  test.each([
    'bonjour, vérifie l’état du serveur',
    'merci de redémarrer nginx',
    'ok check the disk',
    'oui mais seulement les images',
    'no space left on device',
    'status',
    'hello world container restart',
    'stop',
    '',
    '…',
    '?',
    'ok '.repeat(50),
  ])('%j', (text) => expect(smallTalk(text)).toBeUndefined())
})

test('a yes that is a question answers nothing', () => {
  expect(smallTalk('oui ?')).toBe('hello')
  expect(smallTalk('ok?')).toBe('hello')
})
