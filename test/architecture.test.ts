import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'

interface SourceFile {
  /** Relative to `src`: `site/cors.ts`. */
  readonly path: string
  /** Without its comments. */
  readonly code: string
  /** Files of `src` that it imports, types included. */
  readonly imports: readonly string[]
  /** Third-party packages that it imports, types included. */
  readonly packages: readonly string[]
}

/** The only folder that knows requests and responses. */
const ADAPTER = 'guard/'

/** Files elsewhere that name the types of Express: signatures that users see. */
const KNOW_EXPRESS = ['options/requests.ts', 'options/answers.ts', 'options/tenants.ts', 'options/token.ts']

/** What a reader can hold in mind at once, in lines of code. */
const LONGEST = 150

/** Which folders each folder may import from, beside itself and the small files right in `src`. */
const ARROWS = {
  domains: [],
  keys: [],
  proof: [],
  tenants: [],
  site: ['domains'],
  token: ['domains', 'site', 'keys'],
  options: ['domains', 'site', 'keys', 'token', 'proof', 'tenants'],
  guard: ['domains', 'site', 'keys', 'token', 'proof', 'tenants', 'options'],
  testing: ['domains', 'site', 'proof'],
  cli: ['domains', 'site', 'keys', 'guard'],
}

/** The faces of the package: nothing imports them. */
const FACES = ['index.ts', 'testing.ts', 'cli.ts']

const src = new URL('../src/', import.meta.url)
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path.replaceAll('\\', '/')))
const byPath = new Map(files.map((file) => [file.path, file]))

describe.each(files)('src/$path', ({ path, code, imports, packages }) => {
  it('imports one third-party package at most', () => {
    expect(packages.length, packages.join()).toBeLessThanOrEqual(1)
  })

  it('imports only what is there, and nothing that leads back to it', () => {
    for (const imported of imports) expect(byPath.keys()).toContain(imported)
    expect(wayBackTo(path)).toBeUndefined()
  })

  it('can be held in mind at once', () => {
    const lines = code.split('\n').filter((line) => line.trim() !== '').length
    expect(lines).toBeLessThanOrEqual(LONGEST)
  })
})

describe.each(files.filter(({ path }) => !path.startsWith(ADAPTER) && !KNOW_EXPRESS.includes(path)))(
  'src/$path',
  ({ code, packages }) => {
    it('knows no request and no response', () => {
      expect(packages).not.toContain('express')
      expect(code.match(/(?<![.\w])(req|res)(?!\w)/)?.input).toBeUndefined()
    })
  },
)

describe.each(Object.entries(ARROWS))('src/%s', (folder, others) => {
  it(`imports only from ${['itself', ...others].join(', ')}`, () => {
    const allowed = ['.', folder, ...others]
    const strangers = files
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .flatMap(({ imports }) => imports)
      .filter((path) => !allowed.includes(folderOf(path)))
    expect(strangers).toEqual([])
  })
})

it('every folder of src has its arrows', () => {
  const folders = new Set(files.map(({ path }) => folderOf(path)))
  expect([...folders].filter((folder) => folder !== '.').sort()).toEqual(Object.keys(ARROWS).sort())
})

it('the small files right in src import nothing above them', () => {
  const small = files.filter(({ path }) => folderOf(path) === '.' && !FACES.includes(path))
  expect(small.flatMap(({ imports }) => imports).filter((path) => folderOf(path) !== '.')).toEqual([])
})

it('src/index.ts names each export, and does nothing else', () => {
  const { code = '' } = byPath.get('index.ts') ?? {}
  expect(code.replace(/export (type )?\{[^}*]+\} from '\.[^']+'\n/g, '').trim()).toBe('')
})

it('nothing asks URL.canParse, which says false of letters like ü once Node 20 or 22 has optimised it', () => {
  expect(files.filter(({ code }) => code.includes('canParse')).map(({ path }) => path)).toEqual([])
})

it.each(FACES)('nothing in src imports src/%s', (face) => {
  expect(files.filter(({ imports }) => imports.includes(face)).map(({ path }) => path)).toEqual([])
})

/** `keys` for `keys/jwks/fetch.ts`; `.` for a file right in `src`. */
const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.')

/** Biome's formatting makes this reliable: statements start their line, and quotes are single. */
function readSource(path: string): SourceFile {
  const code = readFileSync(new URL(path, src), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
  const statements = code.matchAll(/^(?:import|export)\b(?:[^'=]*?\bfrom)? '([^']+)'/gm)
  const expressions = code.matchAll(/\b(?:import|require)\('([^']+)'\)/g)
  const specifiers = [...statements, ...expressions].map(([, specifier]) => specifier as string)
  const imports = specifiers.filter((specifier) => specifier.startsWith('.'))
  const packages = specifiers.filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
  return {
    path,
    code,
    imports: imports.map((specifier) => posix.join(posix.dirname(path), specifier.replace(/\.js$/, '.ts'))),
    packages: [...new Set(packages)],
  }
}

/** The files on a way from one file back to itself, if there is one. */
function wayBackTo(path: string): readonly string[] | undefined {
  const seen = new Set<string>()
  const ways = [[path]]
  for (const way of ways) {
    for (const imported of byPath.get(way.at(-1) as string)?.imports ?? []) {
      if (imported === path) return [...way, path]
      if (!seen.has(imported)) ways.push([...way, imported])
      seen.add(imported)
    }
  }
  return undefined
}
