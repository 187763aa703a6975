import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Rounds } from './medians.js'
import { digits, type View } from './report.js'
import { DOMAINS, SECRET } from './tokens.js'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Candidate {
  readonly name: string
  /** What is installed for it; `.` is this package. */
  readonly packages: readonly string[]
  readonly esm: string
  /** Left out where the same would be said again. */
  readonly cjs?: string
}

const guardWith = (keys: string) =>
  `const { asapGuard } = await import('asap-guard'); asapGuard({ domains: ${JSON.stringify(DOMAINS)}, ${keys} })`

/** The packages that importing this one loads: it cannot take less time than they do. */
const LOADED = ['jsonwebtoken', 'lru-cache', 'tldts', 'vary', 'zod']

const candidates: readonly Candidate[] = [
  { name: 'nothing at all', packages: [], esm: '', cjs: '' },
  { name: 'express', packages: ['express'], esm: imports('express'), cjs: requires('express') },
  { name: 'asap-guard', packages: ['.'], esm: imports('asap-guard'), cjs: requires('asap-guard') },
  {
    name: 'the packages of others that it loads, alone',
    packages: LOADED,
    esm: imports(...LOADED),
    cjs: requires(...LOADED),
  },
  {
    name: 'cors + express-jwt',
    packages: ['cors', 'express-jwt'],
    esm: imports('cors', 'express-jwt'),
    cjs: requires('cors', 'express-jwt'),
  },
  {
    name: 'cors + express-oauth2-jwt-bearer',
    packages: ['cors', 'express-oauth2-jwt-bearer'],
    esm: imports('cors', 'express-oauth2-jwt-bearer'),
    cjs: requires('cors', 'express-oauth2-jwt-bearer'),
  },
  { name: 'asap-guard, and a guard with a secret', packages: ['.'], esm: guardWith(`secret: '${SECRET}'`) },
  {
    name: 'asap-guard, and a guard with a JWKS',
    packages: ['.'],
    esm: guardWith("jwksUri: 'https://id.example.com/jwks', issuer: null, audience: null"),
  },
]

function imports(...names: readonly string[]): string {
  return names.map((name) => `await import('${name}')`).join(';')
}

function requires(...names: readonly string[]): string {
  return names.map((name) => `require('${name}')`).join(';')
}

/** What a backend pays before its first request: time at each start, and place on its disk. */
export async function startup({ quick }: { quick: boolean }): Promise<View> {
  const rounds = quick ? 3 : 15
  const [esm, cjs] = [new Rounds(), new Rounds()]
  for (let round = 0; round <= rounds; round++) {
    for (const candidate of candidates) {
      const times = [
        timed(candidate.esm, 'module'),
        candidate.cjs && timed(candidate.cjs, 'commonjs'),
      ] as const
      if (round === 0) continue // Until the files are in the cache of the operating system.
      esm.add(candidate.name, times[0])
      if (times[1]) cjs.add(candidate.name, times[1])
    }
  }
  return {
    title: 'Start-up and weight',
    text: [
      `Medians of ${rounds} interleaved rounds; each import in a process of its own. Packages and size are those that npm`,
      'installs for production, Express itself left out where it is a peer dependency.',
    ].join(' '),
    columns: ['package', 'import, ms', 'require, ms', 'packages', 'size, MB'],
    rows: candidates.map(({ name, packages }) => {
      const installed = closure(packages)
      const bytes = [...installed].map(sizeOf).reduce((sum, size) => sum + size, 0)
      return [
        name,
        digits(esm.median(name), 0),
        cjs.of(name).length > 0 ? digits(cjs.median(name), 0) : '',
        String(installed.size),
        digits(bytes / 1e6, 1),
      ]
    }),
  }
}

/** How long some code takes in a fresh process, in milliseconds, the start of the process left out. */
function timed(code: string, type: 'module' | 'commonjs'): number {
  const text = `const start = performance.now(); ${code}; console.log(performance.now() - start)`
  const output = execFileSync(process.execPath, [`--input-type=${type}`, '--eval', text], { cwd: root })
  return Number(output)
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock: { packages: Record<string, LockedPackage | undefined> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
)

/** Where these packages and all that they depend on are installed, as the lock file says. */
function closure(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = names.map((name) => (name === '.' ? '' : `node_modules/${name}`))
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (found.has(place)) continue
    found.add(place)
    const { dependencies, optionalDependencies } = lock.packages[place] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const dependency = resolve(place, name)
      if (dependency !== undefined) waiting.push(dependency)
    }
  }
  return found
}

/** As Node does: beside the package itself, then further up. `undefined` for what this platform does not need. */
function resolve(from: string, name: string): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0))) {
    const candidate = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
    if (lock.packages[candidate]) return candidate
    if (place === '') return undefined
  }
}

/** What this package ships, beside its `dist`. */
const SHIPPED = ['package.json', 'README.md', 'LICENSE']

function sizeOf(place: string): number {
  if (place !== '') return sizeUnder(join(root, place))
  const files = SHIPPED.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0)
  return files.reduce((sum, size) => sum + size, sizeUnder(join(root, 'dist')))
}

/** Without packages that are nested in it: they are counted where they are needed. */
function sizeUnder(directory: string): number {
  let size = 0
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isFile()) size += statSync(path).size
    else if (entry.isDirectory() && entry.name !== 'node_modules') size += sizeUnder(path)
  }
  return size
}
