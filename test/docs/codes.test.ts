import { readFileSync } from 'node:fs'
import { AsapGuardError, type AsapGuardErrorCode } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { pageAt } from './markdown.js'

/** In the order of src/errors.ts, where each stands once. */
const source = readFileSync(new URL('../../src/errors.ts', import.meta.url), 'utf8')
const [, table = ''] = /^const ANSWERS = \{$(.+?)^\}/ms.exec(source) ?? []
const codes = Array.from(table.matchAll(/^ {2}(\w+):/gm), ([, code]) => code as AsapGuardErrorCode)

const readme = pageAt('README.md').text
const errors = pageAt('docs/errors.md')

/** The text under the heading of a code. */
const sectionOf = (code: string) => errors.text.split(`\n## ${code}\n`)[1]?.split('\n## ')[0]?.trim() ?? ''

test('the errors table of the README has every code, in order, with its status and a link to its section', () => {
  const rows = Array.from(
    readme.matchAll(/^\| \[`(\w+)`\]\((\S+)\) \| (\d+) \| .+ \|$/gm),
    ([, code, link, status]) => [code, link, Number(status)],
  )
  expect(rows).toEqual(codes.map((code) => [code, `docs/errors.md#${code}`, new AsapGuardError(code).status]))
})

test('docs/errors.md has a section for every code, in order', () => {
  expect(Array.from(errors.text.matchAll(/^## (.+)$/gm), ([, code]) => code)).toEqual(codes)
})

describe.each(codes)('the section about %s', (code) => {
  const { status, headers } = new AsapGuardError(code)
  const section = sectionOf(code)

  test('starts with its status and what comes with it', () => {
    expect(section.startsWith(`${status}`)).toBe(true)
    if (headers['Retry-After']) expect(section).toMatch(/^503 with `Retry-After`/)
    const [, error] = /error="(\w+)"/.exec(headers['WWW-Authenticate'] ?? '') ?? []
    if (error && error !== 'invalid_token') expect(section).toContain(`error="${error}"`)
  })

  test('names causes, the most likely first, or says all of it in two sentences', () => {
    const causes = section.match(/^\d\. /gm)?.length ?? 0
    if (section.includes('Usual causes')) expect(causes).toBeGreaterThanOrEqual(2)
    else expect(section.split(/[.] /).length).toBeLessThanOrEqual(4)
  })
})

test('the answer that docs/errors.md shows is what a refusal looks like', () => {
  const [answer = ''] = errors.blocks.map(({ code }) => code)
  const body = answer.slice(answer.indexOf('{'))
  expect(JSON.parse(body)).toEqual(new AsapGuardError('origin_not_whitelisted').problem)
})
