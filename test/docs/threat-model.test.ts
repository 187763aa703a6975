import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pageAt, root } from './markdown.js'

/** An item of a list: what is asked or threatened, what the guard does, and the tests that show it. */
interface Item {
  /** The heading above it. */
  readonly section: string
  readonly text: string
}

const [, conformance = ''] = pageAt('docs/threat-model.md').text.split(/^(?=## Roads$)/m)
const items = itemsOf(conformance)
const sections = new Set(items.map(({ section }) => section))

function itemsOf(text: string): readonly Item[] {
  return text.split(/^(?=##+ )/m).flatMap((part) => {
    const [heading = ''] = part.split('\n')
    const found = part.match(/^- .+(?:\n {2}.+)*/gm) ?? []
    return found.map((item) => ({ section: heading, text: item.slice(2).replace(/\s+/g, ' ') }))
  })
}

/** A file of tests, and names as they are written in it. */
const NAMED = /`(test\/[^`]+)`: ("[^"]+"(?:, "[^"]+")*)/g

const namedIn = (text: string) =>
  Array.from(text.matchAll(NAMED), ([, file = '', names = '']) =>
    names
      .slice(1, -1)
      .split('", "')
      .map((name) => ({ file, name })),
  ).flat()

/** The text of a file of tests, and of the tables that it imports. */
function sourcesOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const tables = Array.from(source.matchAll(/ from '(\.[^']+)\.js'/g), ([, path]) =>
    join(dirname(file), `${path}.ts`),
  )
  return [
    source,
    ...tables
      .filter((path) => path.startsWith('test/'))
      .map((path) => readFileSync(join(root, path), 'utf8')),
  ]
}

/**
 * In how many places a name stands as that of a test: first in a call, first in a row, as the name of a member, or as
 * the member `name`.
 */
function placesOf(name: string, source: string): number {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const quoted = new RegExp(`(?:^ *|[([]|name: )(['"\`])${escaped}\\1[,:]`, 'gm')
  const bare = new RegExp(`^ +${escaped}: `, 'gm')
  return [...source.matchAll(quoted), ...source.matchAll(bare)].length
}

test('each road of docs/roads.md has its threats', () => {
  const roads = Array.from(
    pageAt('docs/roads.md').text.matchAll(/^## (.+)$/gm),
    ([, title]) => `### ${title}`,
  )
  expect(roads.filter((road) => !sections.has(road))).toEqual([])
})

test('each part claims something', () => {
  const parts = conformance.match(/^##+ .+$/gm) ?? []
  expect(parts.filter((part) => !sections.has(part))).toEqual(['## Roads'])
})

test('threats to a road are of the six kinds, and requirements have their numbers', () => {
  const STARTS: readonly (readonly [section: RegExp, start: RegExp])[] = [
    [/^### /, /^(?:Spoofing|Tampering|Repudiation|Disclosure|Denial|Elevation): /],
    [/^## OWASP/, /^\d+\.\d+\.\d+\b/],
    [/^## RFC/, /^§\d/],
  ]
  for (const { section, text } of items) {
    const [, start = /./] = STARTS.find(([kind]) => kind.test(section)) ?? []
    expect(text, section).toMatch(start)
  }
})

test('what is claimed stands in lists, whose items are looked at here', () => {
  expect(conformance).not.toMatch(/^ *(?:\||\* |\d+\. | +- )/m)
})

describe.each(items)('$section, $text', ({ text }) => {
  const named = namedIn(text)

  test('names a test, in the form that is looked at here', () => {
    expect(named).not.toEqual([])
    expect(text.replace(NAMED, '')).not.toMatch(/test\/|"/)
  })

  test.each(named)('$file has $name once, and skips nothing', ({ file, name }) => {
    expect(file).toMatch(/\.test\.ts$/)
    expect(existsSync(join(root, file))).toBe(true)
    const sources = sourcesOf(file)
    expect(sources[0]).not.toMatch(/\.(?:skip|skipIf|todo)\b/)
    const places = sources.map((source) => placesOf(name, source))
    expect(places.reduce((one, other) => one + other)).toBe(1)
  })
})
