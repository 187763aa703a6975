import { readFileSync } from 'node:fs'

/** A package that runs in production. */
export interface RunTimePackage {
  readonly name: string
  readonly version: string
  /** `node_modules/jwks-rsa/node_modules/jose` */
  readonly path: string
  /** The packages that need it: `asap-guard`, if package.json names it. */
  readonly broughtBy: readonly string[]
}

interface Entry {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = new URL('../../', import.meta.url)
const readJson = (file: string) => JSON.parse(readFileSync(new URL(file, root), 'utf8'))
const manifest = readJson('package.json')
const locked: Readonly<Record<string, Entry>> = readJson('package-lock.json').packages

/**
 * What is installed for production with the versions of package-lock.json: the packages that package.json names, and
 * all that these need, one after the other. It is walked here, so that no mark that npm made is taken on trust.
 */
export function runTimeTree(): readonly RunTimePackage[] {
  const found = new Map<string, Set<string>>()
  const visit = ({ dependencies, optionalDependencies }: Entry, path: string, name: string) => {
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(needed, path)
      const isNew = !found.has(place)
      found.set(place, (found.get(place) ?? new Set()).add(name))
      if (isNew) visit(locked[place] as Entry, place, needed)
    }
  }
  visit(manifest, '', manifest.name)
  return Array.from(found, ([path, broughtBy]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version: (locked[path] as Entry).version,
    path,
    broughtBy: [...broughtBy].sort(),
  }))
}

/** Where Node finds a package: in the folder of the one that needs it, or else in one further out. */
function placeOf(name: string, path: string): string {
  const place = `${path}/node_modules/${name}`.replace(/^\//, '')
  if (place in locked) return place
  if (path === '') throw new Error(`package-lock.json has no ${name}`)
  return placeOf(name, path.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, ''))
}
