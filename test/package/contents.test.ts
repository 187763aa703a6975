import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifest } from './manifest.js'
import { type Packed, pack, root } from './packed.js'
import { runNode } from './run.js'

let packed: Packed
beforeAll(async () => {
  packed = await pack()
})
afterAll(() => packed?.remove())

describe('the tarball', () => {
  it('holds the two builds of each entry, all types, and the pages for users; nothing else', () => {
    const types = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/\.ts$/, '.d.ts'))
      .flatMap((file) => [`dist/esm/${file}`, `dist/cjs/${file}`])
    const code = ['index.js', 'testing.js', 'domains/domains.js'].flatMap((file) => [
      `dist/esm/${file}`,
      `dist/cjs/${file}`,
    ])
    const built = [...types, ...code, 'dist/cjs/whole.js', 'dist/esm/cli.js']
    const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`)
    const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md', ...docs]
    const manifests = ['package.json', 'dist/cjs/package.json']
    const shared = sharedCodeOf([...code, 'dist/esm/cli.js'])
    expect(packed.files.toSorted()).toEqual([...pages, ...manifests, ...built, ...shared].toSorted())
  })

  it('imports no package that it does not declare', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const imported = packed.files.filter((file) => /\.(js|d\.ts)$/.test(file)).flatMap(packagesImportedBy)
    expect(declared).toEqual(expect.arrayContaining(imported))
  })

  it('has every file that package.json names', () => {
    const named = JSON.stringify([manifest.exports, manifest.typesVersions, manifest.bin]).match(
      /dist\/[^"]+/g,
    )
    expect(packed.files).toEqual(expect.arrayContaining(named ?? []))
  })

  it('has commands that find Node by themselves', () => {
    for (const file of Object.values(manifest.bin ?? {})) {
      expect(readFileSync(join(root, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    }
  })
})

describe('package.json', () => {
  it('asks for the oldest supported Node and Express, and lets bundlers drop what is not used', () => {
    expect(manifest).toMatchObject({
      engines: { node: '>=20.19' },
      sideEffects: false,
      peerDependencies: { express: '^4.18.0 || ^5.0.0', '@types/express': '^4.17.0 || ^5.0.0' },
      // Only TypeScript projects need the types, and those of Express have them.
      peerDependenciesMeta: { '@types/express': { optional: true } },
    })
  })

  it('has nothing that publint would improve', async () => {
    // Bytes in a buffer of their own, not in a view of Node's pool.
    const tarball = new Uint8Array(readFileSync(packed.tarball)).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, level: 'suggestion', strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('gives each entry types that are right for every way to resolve it, Node 10 included', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    await runNode(
      [attw, packed.tarball, '--profile', 'strict', '--no-definitely-typed', '--format', 'ascii'],
      root,
    )
  })
})

/** The shared code that these files load, also by way of each other. What an older build left is not among it. */
function sharedCodeOf(files: readonly string[]): string[] {
  const found = new Set<string>()
  const follow = (file: string) => {
    for (const [name] of readFileSync(join(root, file), 'utf8').matchAll(/\bshared-[A-Z0-9]{8}\.js\b/g)) {
      const shared = `dist/esm/${name}`
      if (found.has(shared)) continue
      found.add(shared)
      follow(shared)
    }
  }
  for (const file of files) follow(file)
  return [...found]
}

/** Third-party packages that a file imports: `tldts`, or `@scope/name`. */
function packagesImportedBy(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const specifiers = [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire\()["']([^"'.][^"']*)["']/g)]
  return specifiers
    .map(([, specifier]) => specifier as string)
    .filter((specifier) => !isBuiltin(specifier))
    .map((specifier) => specifier.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] as string)
}
