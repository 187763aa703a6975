import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** The rows of the table: number, what went wrong, what happens now, tests. */
const rows = readFileSync('test/what-went-wrong.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )

/** A file of tests or of their rows, and a name as it is written there. */
const NAMED = /`(?<file>test\/[^`]+\.ts) › (?<name>[^`]+)`/g

test('the table has a row for each of 38 mistakes, in order', () => {
  expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 38 }, (_, index) => `${index + 1}`))
})

describe.each(rows)('row %s: %s', (_number, _wrong, _now, tests = '') => {
  const named = [...tests.matchAll(NAMED)].map(({ groups }) => [groups?.file ?? '', groups?.name ?? ''])

  test('names a test', () => {
    expect(named.length).toBeGreaterThan(0)
  })

  test.each(named)('%s has "%s"', (file, name) => {
    expect(existsSync(file)).toBe(true)
    const source = readFileSync(file, 'utf8')
    const literals = [`'${name}'`, `"${name}"`, `\`${name}\``, `  ${name}: `]
    expect(literals.filter((literal) => source.includes(literal))).not.toEqual([])
  })
})
