import { contextOf, type FormalContext } from '../../src/discovery/context/formal-context.ts'

/** Contexts from the literature, with the numbers that are published for them. */
export interface Published {
  readonly context: FormalContext
  readonly concepts: number
}

/** Lines such as `frog xxx.x.`; attributes are named in the first argument. */
function cross(name: string, attributes: string, lines: readonly string[]): FormalContext {
  const names = attributes.split(', ')
  const split = lines.map((line) => /^(.*) ([x.]+)$/.exec(line) ?? ['', '', ''])
  return contextOf(
    split.map(([, object = '']) => object),
    names,
    (g, m) => split[g]?.[2]?.[m] === 'x',
    name,
  )
}

/** Ganter & Wille, Formal Concept Analysis, 1999, figure 1.1: 19 concepts (figure 1.4). */
export const livingBeings = cross(
  'Living Beings and Water',
  'needs water, lives in water, lives on land, needs chlorophyll, two seed leaves, one seed leaf, can move around, has limbs, suckles its offspring',
  [
    'leech xx....x..',
    'bream xx....xx.',
    'frog xxx...xx.',
    'dog x.x...xxx',
    'spike-weed xx.x.x...',
    'reed xxxx.x...',
    'bean x.xxx....',
    'maize x.xx.x...',
  ],
)

/** The Southern Women of Davis, Gardner & Gardner, Deep South, 1941, 18 women × 14 events; 65 concepts (Freeman & White 1993). */
export const teaLadies = cross('Tea ladies', 'E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12, E13, E14', [
  'Evelyn xxxxxx.xx.....',
  'Laura xxx.xxxx......',
  'Theresa .xxxxxxxx.....',
  'Brenda x.xxxxxx......',
  'Charlotte ..xxx.x.......',
  'Frances ..x.xx.x......',
  'Eleanor ....xxxx......',
  'Pearl .....x.xx.....',
  'Ruth ....x.xxx.....',
  'Verne ......xxx..x..',
  'Myra .......xxx.x..',
  'Katherine .......xxx.xxx',
  'Sylvia ......xxxx.xxx',
  'Nora .....xx.xxxxxx',
  'Helen ......xx.xxx..',
  'Dorothy .......xx.....',
  'Olivia ........x.x...',
  'Flora ........x.x...',
])

/** Digits of a seven-segment display whose 6 and 9 have no tail, an example of the Python library `concepts`: 48 concepts. */
export const digits = cross(
  'Digits',
  'top, upper left, upper right, middle, lower left, lower right, bottom',
  [
    '0 xxx.xxx',
    '1 ..x..x.',
    '2 x.xxx.x',
    '3 x.xx.xx',
    '4 .xxx.x.',
    '5 xx.x.xx',
    '6 .x.xxxx',
    '7 x.x..x.',
    '8 xxxxxxx',
    '9 xxxx.x.',
  ],
)

export const published: readonly Published[] = [
  { context: livingBeings, concepts: 19 },
  { context: teaLadies, concepts: 65 },
  { context: digits, concepts: 48 },
]
