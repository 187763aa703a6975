import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manifest } from './manifest.js'
import { type Packed, root } from './packed.js'
import { run } from './run.js'

/** Names that the lock file has for Express 4, and the ones that Express 4 has for its users. */
const NAMES_OF_EXPRESS_4 = { express4: 'express', 'types-express4': '@types/express' }

type Packages = Record<string, unknown>

/**
 * Installs the tarball with npm, in a project that has Express and its types beside it. The project starts from our
 * lock file: it gets the versions that we test with, and npm has all of them from the install that put them here, so
 * that it asks the network for nothing. What the tarball does not declare is not installed.
 */
export async function installConsumer(packed: Packed, express: 4 | 5): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: Packages }
  const packages = express === 4 ? withExpress4(lock.packages) : lock.packages
  const tarball = `file:${packed.tarball}`
  const project = {
    name: 'consumer',
    private: true,
    dependencies: { [manifest.name]: tarball, express: `^${express}`, '@types/express': `^${express}` },
  }
  const { version, dependencies, peerDependencies, peerDependenciesMeta, bin } = manifest
  const installed = { version, resolved: tarball, dependencies, peerDependencies, peerDependenciesMeta, bin }

  const folder = join(packed.folder, `express-${express}`)
  await writeJson(folder, 'package.json', project)
  await writeJson(folder, 'package-lock.json', {
    ...lock,
    name: project.name,
    packages: { ...packages, '': project, [`node_modules/${manifest.name}`]: installed },
  })
  await run(
    'npm',
    ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    folder,
  )
  return folder
}

/** The lock file's packages with Express 4 in the place of Express 5. */
function withExpress4(packages: Packages): Packages {
  const renamed = Object.entries(packages).map(([path, entry]) => {
    const [, first = '', rest = ''] = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)(.*)$/) ?? []
    if (Object.values(NAMES_OF_EXPRESS_4).includes(first)) return []
    const name = NAMES_OF_EXPRESS_4[first as keyof typeof NAMES_OF_EXPRESS_4]
    return name ? [[`node_modules/${name}${rest}`, entry]] : [[path, entry]]
  })
  return Object.fromEntries(renamed.flat())
}

/** Puts one of `consumers` into a folder, under a name of its own if need be. */
export async function copyConsumer(file: string, folder: string, name = file): Promise<void> {
  await mkdir(folder, { recursive: true })
  await copyFile(fileURLToPath(new URL(`consumers/${file}`, import.meta.url)), join(folder, name))
}

export async function writeJson(folder: string, file: string, content: object): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), JSON.stringify(content))
}
