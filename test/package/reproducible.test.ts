import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifest } from './manifest.js'
import { type Packed, pack, root } from './packed.js'
import { run } from './run.js'

/** What the package is made of, beside what package.json lists as its files. */
const SOURCES = ['.ci', 'src', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE']

let here: Packed
let elsewhere: Packed
let copy: string
beforeAll(async () => {
  copy = await realpath(await mkdtemp(join(tmpdir(), 'asap-guard-copy-')))
  for (const name of [...SOURCES, ...manifest.files.filter((name) => name !== 'dist')])
    await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run('npm', ['run', 'build'], copy)
  here = await pack()
  elsewhere = await pack(copy)
})
afterAll(async () => {
  await here?.remove()
  await elsewhere?.remove()
  await rm(copy, { recursive: true, force: true })
})

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

test('a build in another folder, at another time, gives the same package, byte for byte', async () => {
  // If `dist` is older than the sources, this differs as well: `npm run build` makes it anew.
  const sums = (folder: string, files: readonly string[]) =>
    Promise.all(files.map(async (file) => `${file} ${sha256(await readFile(join(folder, file)))}`))
  expect(await sums(copy, elsewhere.files)).toEqual(await sums(root, here.files))
  expect(sha256(await readFile(elsewhere.tarball))).toBe(sha256(await readFile(here.tarball)))
})
