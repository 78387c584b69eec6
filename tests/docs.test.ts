import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseWorkflow } from '../src/agents/workflow/parse.ts'
import { loadPolicy } from '../src/policy/load.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
]
const read = (page: string): string => readFileSync(join(root, page), 'utf8')
const scripts = Object.keys(JSON.parse(read('package.json')).scripts)

/** The fenced blocks of one language. */
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text]) => text ?? '',
  )

/** As GitHub names them in addresses. */
const headings = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** Sentences of some length, code and tables apart, that a reader would meet more than once. */
function said(page: string): string[] {
  const prose = read(page)
    .replaceAll(/^```[\s\S]*?^```/gm, '\n\n')
    .replaceAll(/^\|.*$/gm, '')
    .replaceAll(/[*`]/g, '')
  return prose
    .split(/\n\s*\n|\n(?=- )/)
    .flatMap((text) => text.replaceAll(/\s+/g, ' ').split(/(?<=[.:;])\s/))
    .map((sentence) => sentence.replace(/^(?:- |\d\. )/, '').trim())
    .filter((sentence) => sentence.length > 50)
}

test('no page says again what another says', () => {
  const seen = new Map<string, string>()
  const doubles = pages.flatMap((page) =>
    said(page).flatMap((sentence) => {
      const before = seen.get(sentence)
      seen.set(sentence, page)
      return before === undefined ? [] : [`${before} and ${page}: ${sentence}`]
    }),
  )
  expect(seen.size).toBeGreaterThan(100)
  expect(doubles).toEqual([])
})

describe.each(pages)('%s', (page) => {
  test('links to files that are there', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, link]) => link ?? '')
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })

  test('links to headings that are there', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#]*)#([^)]+)\)/g)]
    const lost = links.filter(([, file = '', heading = '']) => {
      const target = file === '' ? page : join(dirname(page), file)
      return !headings(target).includes(heading)
    })
    expect(lost.map(([link]) => link)).toEqual([])
  })

  test('names tests and npm scripts that are there', () => {
    const tests = [...read(page).matchAll(/`(tests\/[\w./-]+\.ts)`/g)].map(([, file]) => file ?? '')
    expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([])
    const named = [...read(page).matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? '')
    expect(named.filter((script) => !scripts.includes(script))).toEqual([])
  })
})

test('every promise of SECURITY.md names a test', () => {
  const [, promises = ''] = /## Promises[^\n]*\n([\s\S]*?)\n## /.exec(read('SECURITY.md')) ?? []
  const items = promises.split(/^- /m).slice(1)
  expect(items.length).toBeGreaterThan(5)
  expect(items.filter((item) => !/`tests\/[^`]+\.test\.ts`/.test(item))).toEqual([])
})

test('the workflow in docs/workflows.md is one', async () => {
  const [text = ''] = blocks('docs/workflows.md', 'yaml')
  const workflow = await parseWorkflow(text, 'docs/workflows.md', ['memory_usage', 'top_processes'])
  expect(workflow.steps.map(({ id }) => id)).toEqual(['memory', 'busiest'])
})

test('each addition in docs/policy.md is one that the policy takes', () => {
  const additions = blocks('docs/policy.md', 'yaml')
  expect(additions).toHaveLength(3)
  const places = { home: '/var/lib/autohome', workspace: '/srv/workspace', userHome: homedir() }
  const base = { name: 'allowlist.yaml', text: read('config/allowlist.yaml') }
  const decide = (text: string, command: string) =>
    loadPolicy({ base, owner: { name: 'owner', text }, ...places }).decide(
      [{ kind: 'command', text: command, cwd: places.workspace }],
      { mode: 'direct' },
    ).decision
  const commands = ['systemctl restart nginx', 'git add README.md', 'my-backup status --verbose']
  expect(commands.map((command) => decide('rules: []', command))).toEqual(['ask', 'allow', 'ask'])
  expect(additions.map((text, i) => decide(text, commands[i] ?? ''))).toEqual(['allow', 'ask', 'allow'])
})
