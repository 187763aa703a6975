// Runs a module where there is only the language and `URL`, resolving its imports as a bundler for browsers does.
// Needs --experimental-vm-modules. Prints the files that it took, and what the module exports.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createContext, SourceTextModule } from 'node:vm'

const context = createContext({ URL })
const modules = new Map()

function load(file) {
  if (!modules.has(file))
    modules.set(file, new SourceTextModule(readFileSync(file, 'utf8'), { context, identifier: file }))
  return modules.get(file)
}

function resolveImport(specifier, importer) {
  if (isBuiltin(specifier)) throw new Error(`${importer} imports ${specifier}`)
  const path = specifier.startsWith('.')
    ? resolve(dirname(importer), specifier)
    : resolvePackage(specifier, importer)
  const found = [path, `${path}.js`, join(path, 'index.js')].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  )
  if (!found) throw new Error(`${importer} imports ${specifier}, which is not there`)
  return found
}

function resolvePackage(specifier, importer) {
  const [, name, rest] = specifier.match(/^((?:@[^/]+\/)?[^/]+)(.*)$/)
  let folder = dirname(importer)
  while (!existsSync(join(folder, 'node_modules', name))) {
    if (folder === dirname(folder))
      throw new Error(`${importer} imports ${specifier}, which is not installed`)
    folder = dirname(folder)
  }
  const home = join(folder, 'node_modules', name)
  const { exports, module, main } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  return join(home, exports ? target(exports[`.${rest}`]) : rest || (module ?? main))
}

/** The file that `exports` has for a browser. */
function target(conditions) {
  if (typeof conditions !== 'object') return conditions
  const condition = Object.keys(conditions).find((name) => ['browser', 'import', 'default'].includes(name))
  return target(conditions[condition])
}

const entry = load(resolve(process.argv[2]))
await entry.link((specifier, importer) => load(resolveImport(specifier, importer.identifier)))
await entry.evaluate()
const { safeParseDomains } = entry.namespace
const results = ['bücher.example.com', 'co.uk', 'https://example.com/'].map((entry) =>
  safeParseDomains([entry]),
)
console.log(JSON.stringify({ files: [...modules.keys()], results }))
