import { existsSync, readdirSync } from 'node:fs'
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
