// Part of `npm run lint`: no line of the sources and of the pages that people read is longer than the formatter's limit.
// Biome breaks code at that width, but neither comments nor Markdown.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { formatter } = JSON.parse(readFileSync('biome.json', 'utf8'))
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^(?:(?:docs\/.+|[A-Z]+)\.md|src\/.+\.ts)$/.test(file))

const tooLong = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => ([...line].length > formatter.lineWidth ? [`${file}:${index + 1}`] : [])),
)
for (const place of tooLong) console.error(`${place} is longer than ${formatter.lineWidth} characters`)
process.exitCode = tooLong.length > 0 ? 1 : 0
