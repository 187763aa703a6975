import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pages, root } from './markdown.js'

const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] }

/** npm adds these whatever `files` says. */
const ALWAYS_PACKED = ['README.md', 'LICENSE', 'package.json']

const isPacked = (path: string) =>
  ALWAYS_PACKED.includes(path) || files.some((entry) => path === entry || path.startsWith(`${entry}/`))

const anchors = new Map(pages.map((page) => [page.path, page.anchors]))

describe.each(pages.filter(({ links }) => links.length > 0))('the links of $path', ({ path, links }) => {
  test.each([...new Set(links)])('%s leads somewhere', (link) => {
    const [file = '', anchor] = link.split('#')
    const target = file.endsWith('/') || file === 'docs' ? join(file, 'README.md') : file
    expect(existsSync(join(root, target)), `${target} is there`).toBe(true)
    if (isPacked(path)) expect(isPacked(target), `${target} is in the package`).toBe(true)
    if (anchor !== undefined) expect([...(anchors.get(target) ?? [])]).toContain(anchor)
  })
})

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
const mentioned = sources.flatMap((code) => code.match(/\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g) ?? [])

test.each([...new Set(mentioned)])('%s, which messages name, is there', (link) => {
  const [file = '', anchor] = link.split('#')
  expect(anchors.has(file)).toBe(true)
  if (anchor !== undefined) expect([...(anchors.get(file) ?? [])]).toContain(anchor)
})

test('every page but the first can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) {
    const { links = [] } = pages.find((page) => page.path === path) ?? {}
    for (const link of links) reached.add(link.replace(/#.*/, ''))
  }
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
})
