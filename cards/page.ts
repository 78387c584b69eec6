import type { Locale } from '../src/domain/text.ts'
import { discordLook } from './discord-look.ts'
import { escape, tag } from './html.ts'
import type { Sample } from './sample.ts'
import { samples } from './samples.ts'
import { slackLook } from './slack-look.ts'
import { STYLE } from './style.ts'

const LOOKS = { slack: slackLook, discord: discordLook } as const
const PLATFORMS = ['slack', 'discord'] as const
const THEMES = ['light', 'dark'] as const
const WIDTHS = ['phone', 'desktop'] as const
const LOCALES: readonly Locale[] = ['en', 'fr']

/** Every kind of message on one page: both platforms, both languages, phone and desktop, light and dark. */
export function pageOfCards(): string {
  const [english, french] = [samples('en'), samples('fr')]
  const sections = english.map((sample, index) => section(sample, french[index]))
  const index = english.map(({ name }) => `<a href="#${anchor(name)}">${escape(name)}</a>`)
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Cards of Autohome</title><style>${STYLE}</style>`,
    `<h1>Cards of Autohome</h1><nav>${index.join(' · ')}</nav>`,
    ...sections,
    '</html>',
  ].join('\n')
}

const anchor = (name: string): string => name.replaceAll(/\W+/g, '-')

function section(english: Sample, french: Sample | undefined): string {
  const told = { en: english, fr: french ?? english }
  const shown = LOCALES.flatMap((locale) =>
    PLATFORMS.flatMap((platform) => {
      const look = LOOKS[platform](told[locale].message)
      return THEMES.flatMap((theme) =>
        WIDTHS.map((width) => figure({ platform, theme, width, locale, look })),
      )
    }),
  )
  return `<section id="${anchor(english.name)}"><h2>${escape(english.name)}</h2>${shown.join('\n')}</section>`
}

interface Figure {
  readonly platform: (typeof PLATFORMS)[number]
  readonly theme: (typeof THEMES)[number]
  readonly width: (typeof WIDTHS)[number]
  readonly locale: Locale
  readonly look: string
}

const figure = ({ platform, theme, width, locale, look }: Figure): string =>
  tag(
    'figure',
    `${platform} ${theme} ${width}`,
    `<figcaption>${platform} · ${width} · ${theme} · ${locale}</figcaption><div class="message">${look}</div>`,
  )
