import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './packed.js'

/** What these tests read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly engines: { readonly node: string }
  readonly sideEffects: boolean
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string | { readonly import: Targets; readonly require: Targets }>>
  readonly typesVersions: object
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: object
}

interface Targets {
  readonly types: string
  readonly default: string
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** The names under which the code can be imported: `asap-guard`, `asap-guard/domains` and whatever is added to them. */
export const entries = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path]) => manifest.name + path.slice(1))
