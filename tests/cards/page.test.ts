import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { pageOfCards } from '../../cards/page.ts'
import { samples } from '../../cards/samples.ts'
import { tempDir } from '../helpers/temp-dir.ts'

// A browser on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** Debian's chromium, or what others call it. */
function browser(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const paths = (process.env['PATH'] ?? '').split(delimiter)
  const found = paths.flatMap((path) => names.map((name) => join(path, name))).find(isProgram)
  if (!found)
    throw new Error('the page of cards is looked at with Chromium: install it (apt install chromium)')
  return found
}
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function inBrowser(page: string, ...options: readonly string[]): Promise<string> {
  const profile = await tempDir()
  const { stdout } = await promisify(execFile)(
    browser(),
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${profile}`,
      ...options,
      pathToFileURL(page).href,
    ],
    { maxBuffer: 2 ** 26 },
  )
  return stdout
}

interface Figure {
  readonly sample: string
  readonly look: string
  readonly width: number
  readonly height: number
  readonly wider: readonly string[]
  readonly split: readonly string[]
}

/** Runs in the page: what stands in each figure, and what of it reaches beyond. */
const MEASURE = `
const figures = [...document.querySelectorAll('figure')].map((figure) => {
  const right = figure.getBoundingClientRect().right
  const wider = [...figure.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > right + 0.5 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
    .map((one) => one.outerHTML.slice(0, 200))
  const split = [...figure.querySelectorAll('.message *')].flatMap((one) => [...one.childNodes])
    .filter((node) => node.nodeType === 3)
    .flatMap((node) => [...node.data.matchAll(/[○◐●✗–]\\u2060?\\u00a0\\S/g)].flatMap((match) => {
      const range = document.createRange()
      range.setStart(node, match.index)
      range.setEnd(node, match.index + match[0].length)
      const tops = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 8)))
      return tops.size > 1 ? [match[0]] : []
    }))
  return {
    sample: figure.parentElement.querySelector('h2').textContent,
    look: figure.querySelector('figcaption').textContent,
    width: figure.getBoundingClientRect().width,
    height: figure.querySelector('.message').getBoundingClientRect().height,
    wider,
    split,
  }
})
const told = document.createElement('script')
told.type = 'application/json'
told.id = 'told'
told.textContent = JSON.stringify(figures).replaceAll('<', '\\\\u003c')
document.body.append(told)
`

test('every kind of message, on both platforms, in both languages and themes, stays within a phone', async () => {
  const page = join(await tempDir(), 'cards.html')
  await writeFile(page, `${pageOfCards()}<script>${MEASURE}</script>`)
  const dom = await inBrowser(page, '--dump-dom')
  const [, json = '[]'] = /<script type="application\/json" id="told">(.*?)<\/script>/s.exec(dom) ?? []
  const figures = JSON.parse(json) as readonly Figure[]
  const looks = ['slack', 'discord'].flatMap((platform) =>
    ['phone', 'desktop'].flatMap((width) =>
      ['light', 'dark'].flatMap((theme) =>
        ['en', 'fr'].map((locale) => `${platform} · ${width} · ${theme} · ${locale}`),
      ),
    ),
  )
  const names = samples('en').map(({ name }) => name)
  expect(figures.map(({ sample, look }) => `${sample} ${look}`).toSorted()).toEqual(
    names.flatMap((name) => looks.map((look) => `${name} ${look}`)).toSorted(),
  )
  expect(figures.filter(({ wider }) => wider.length > 0)).toEqual([])
  expect(figures.filter(({ split }) => split.length > 0)).toEqual([])
  expect(figures.filter(({ height }) => height < 15)).toEqual([])
  const phones = figures.filter(({ look }) => look.includes('phone'))
  expect(new Set(phones.map(({ width }) => width))).toEqual(new Set([375]))
})

test('a picture of all of them, as on a phone by day, is left for whoever looks at the tests', async () => {
  const page = join(await tempDir(), 'cards.html')
  const narrowed = '.desktop, .dark { display: none } body { zoom: .8; margin: 12px } nav { display: none }'
  await writeFile(page, pageOfCards().replace('</style>', `${narrowed}</style>`))
  await mkdir('reports', { recursive: true })
  const picture = join('reports', 'cards.png')
  await inBrowser(page, '--hide-scrollbars', '--window-size=1300,16000', `--screenshot=${picture}`)
  const bytes = await readFile(picture)
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1_300, 16_000])
})

test('there is one of every kind', () => {
  const messages = samples('fr').map(({ message }) => message)
  expect(new Set(messages.map(({ kind }) => kind))).toEqual(
    new Set(['card', 'phase', 'question', 'notice', 'report', 'reply', 'welcome']),
  )
  const kinds = messages.flatMap((one) => (one.kind === 'question' ? [one.question.kind] : []))
  expect(new Set(kinds)).toEqual(new Set(['approval', 'unknown_outcome', 'choice', 'keep', 'pull_model']))
  expect(samples('en').map(({ name }) => name)).toEqual(samples('fr').map(({ name }) => name))
})
