import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Page, pageAt, pages, root } from './markdown.js'

/** The text without its line breaks, which may stand in the middle of a name. */
const flowing = ({ text }: Page) => text.replace(/```.*?```/gs, '').replace(/\s+/g, ' ')

const paths = (page: Page) =>
  new Set(
    Array.from(
      flowing(page).matchAll(/`((?:src|test|examples|bench|\.ci)\/[^` ]*)`/g),
      ([, path = '']) => path,
    ),
  )

describe.each(pages.filter((page) => paths(page).size > 0))('what $path names of the repository', (page) => {
  test.each([...paths(page)])('%s is there', (path) => {
    expect(existsSync(join(root, path))).toBe(true)
  })
})

test('docs/architecture.md says what each folder of src knows', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  const { text } = pageAt('docs/architecture.md')
  const rows = Array.from(text.matchAll(/^\| `src\/(\w+)\/` \|/gm), ([, folder]) => folder)
  expect(rows.toSorted()).toEqual(folders.map(({ name }) => name).toSorted())
})

/** All that tests are made of. Titles may come from tables that stand in a file of their own. */
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
  .map((file) => readFileSync(join(root, 'test', file), 'utf8'))
  .join('\n')

const named = Array.from(
  flowing(pageAt('docs/threat-model.md')).matchAll(/`test\/[^`]+`: "([^"]+)"/g),
  ([, title = '']) => title,
)

test('the threat model names tests', () => {
  expect(named.length).toBeGreaterThan(40)
})

test.each(named)('there is a test about: %s', (title) => {
  expect(tests.includes(title)).toBe(true)
})
