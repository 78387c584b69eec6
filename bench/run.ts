import { benches } from './benches.ts'
import type { Figure } from './figure.ts'
import { figuresAsJson, formatFigures } from './format.ts'

/** `npm run bench -- [name…] [--json]`: every bench, or those named. */
const args = process.argv.slice(2)
const names = args.filter((arg) => !arg.startsWith('-'))
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name))
const strange = args.filter((arg) => arg.startsWith('-') && arg !== '--json')

if (unknown.length > 0 || strange.length > 0) {
  console.error(
    `Not known: ${[...unknown, ...strange].join(', ')}. Benches: ${benches.map(({ name }) => name).join(', ')}; option: --json.`,
  )
  process.exitCode = 2
} else {
  const figures: Figure[] = []
  for (const bench of benches) {
    if (names.length > 0 && !names.includes(bench.name)) continue
    const started = performance.now()
    figures.push(...(await bench.run()))
    console.error(`${bench.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  console.log(args.includes('--json') ? figuresAsJson(figures) : formatFigures(figures))
}
