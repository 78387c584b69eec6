import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pageOfCards } from './page.ts'

/** `npm run cards [-- file]` */
const file = resolve(process.argv[2] ?? 'reports/cards.html')
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, pageOfCards())
process.stdout.write(`${file}\n`)
