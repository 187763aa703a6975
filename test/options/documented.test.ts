import { readdirSync, readFileSync } from 'node:fs'
import { MAX_DOMAINS } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { OBJECT_MEMBERS, optionShape, readOptions } from '../../src/options/read-options.js'
import { readTenantOptions, tenantShape } from '../../src/options/tenants.js'
import { DOMAINS, GOOD } from './rows.js'

const src = new URL('../../src/options/', import.meta.url)
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** The interfaces of options that are objects, by the name of the option. */
const MEMBERS_OF: Readonly<Record<string, string>> = {
  AsapCorsOptions: 'cors',
  AsapJwksOptions: 'jwks',
  AsapAppsOptions: 'apps',
  AsapDpopOptions: 'dpop',
}

/** What an option that is an object needs, so that the defaults of its other members show. */
const NEEDED: Readonly<Record<string, object>> = {
  apps: { claim: 'client', equals: 'app' },
  dpop: { url: 'https://desk.example.net' },
}

const checks = { ...optionShape, ...tenantShape }

/** An option as its docstring describes it. */
interface Documented {
  /** Such as `cors.maxAge`. */
  readonly name: string
  readonly optional: boolean
  readonly text: string
}

const documented: readonly Documented[] = readdirSync(src)
  .map((file) => readFileSync(new URL(file, src), 'utf8'))
  .flatMap((code) => Array.from(code.matchAll(/^(?:export )?interface (\w+Options?)\b[^{]*\{\n(.*?)^\}/gms)))
  .flatMap(([, owner = '', body = '']) => membersOf(owner, body))
  .filter(({ name }) => (name.split('.')[0] as string) in checks)

/** Members of an interface without a docstring, such as `readonly jwks?: undefined`, are no options of it. */
function membersOf(owner: string, body: string): Documented[] {
  const members = body.matchAll(/^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n {2}readonly (\w+)(\??):/gms)
  return Array.from(members, ([, comment = '', member = '', mark]) => ({
    name: MEMBERS_OF[owner] === undefined ? member : `${MEMBERS_OF[owner]}.${member}`,
    optional: mark === '?',
    text: comment
      .replace(/^ *\* ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  }))
}

/** What the code does where an option is left out; undefined where there is no value for it. */
function defaultOf(name: string): unknown {
  const [option = '', member] = name.split('.')
  const check = checks[option as keyof typeof checks]
  const given = member === undefined ? undefined : NEEDED[option]
  const value: unknown = check.safeParse(given).data
  return member === undefined ? value : (value as Record<string, unknown>)[member]
}

const names = documented.map(({ name }) => name)
const optionNames = Object.keys(optionShape)

test('every option has a docstring', () => {
  const members = Object.entries(OBJECT_MEMBERS).flatMap(([option, all]) =>
    all.map((name) => `${option}.${name}`),
  )
  expect(new Set(names)).toEqual(new Set([...optionNames, ...Object.keys(tenantShape), ...members]))
})

describe.each(documented.filter(({ optional }) => optional))('the docstring of $name', ({ name, text }) => {
  const [, said] = /\bDefault: (.+?)\.?$/.exec(text) ?? []
  const value = defaultOf(name)

  test('says its default', () => {
    if (typeof value === 'number' || typeof value === 'boolean') expect(said).toBe(String(value))
    else if (Array.isArray(value)) expect(said).toBe(value.join(', ') || 'none')
    else expect(said).toMatch(/^(?!true|false)[^0-9]+$/)
  })

  const [, least, most] = /\b([0-9.]+) to ([0-9]+)\b/.exec(text) ?? []
  if (typeof value === 'number') {
    test('says its bounds', () => {
      expect(accepts(name, Number(least))).toBe(true)
      expect(accepts(name, Number(most))).toBe(true)
      expect(accepts(name, Number(least) - 0.01)).toBe(false)
      expect(accepts(name, Number(most) + 1)).toBe(false)
    })
  }
})

function accepts(name: string, value: number): boolean {
  const [option = '', member] = name.split('.')
  const given = { [option]: member === undefined ? value : { ...NEEDED[option], [member]: value } }
  const keys = option === 'jwks' ? { jwksUri: 'https://id.example/jwks', issuer: null, audience: null } : GOOD
  try {
    if (option in tenantShape) readTenantOptions({ tenant: () => 'acme', load: () => GOOD, ...given })
    else readOptions({ ...DOMAINS, ...keys, ...given })
    return true
  } catch {
    return false
  }
}

const [, table = ''] = /^\| option \| default \| meaning \|\n(.*?)\n\n/ms.exec(readme) ?? []

/** The other cells of the rows of that table, by the names in the first. */
const rows = new Map(
  Array.from(table.matchAll(/^\| (`[^|]+) \| ([^|]*) ?\| (.+) \|$/gm)).flatMap(([, first = '', ...cells]) =>
    Array.from(first.matchAll(/`(\w+)(?:\(.*?\))?`/g), ([, name = '']) => [name, cells] as const),
  ),
)

describe.each(optionNames)("the README's row of %s", (name) => {
  const [said = '', meaning = ''] = rows.get(name) ?? []
  const value = defaultOf(name)

  test('says its default', () => {
    expect([...rows.keys()]).toContain(name)
    if (typeof value === 'number') expect(said.trim()).toMatch(new RegExp(`^${value}(?: s)?$`))
    else if (typeof value === 'boolean') expect(said.trim()).toBe(String(value))
    else expect(said.trim()).toMatch(/^(?!true|false)[^0-9]*$/)
  })

  test('names its members, with those of their defaults that are numbers', () => {
    for (const member of OBJECT_MEMBERS[name] ?? []) {
      const number = defaultOf(`${name}.${member}`)
      if (name === 'jwks' && typeof number === 'number') expect(meaning).toContain(`${member}: ${number}`)
      else if (typeof number !== 'boolean') expect(meaning).toMatch(new RegExp(`\\b${member}\\b`))
    }
  })
})

test('both say how many domains there may be', () => {
  const entries = `1 to ${MAX_DOMAINS}`
  expect(documented.find(({ name }) => name === 'domains')?.text).toContain(entries)
  expect(rows.get('domains')?.join()).toContain(entries)
})
