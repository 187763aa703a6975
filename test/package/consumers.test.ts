import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConsumer, installConsumer, writeJson } from './consumer.js'
import { entries, manifest } from './manifest.js'
import { type Packed, pack, root } from './packed.js'
import { run, runNode } from './run.js'

const TYPESCRIPT_5 = join(root, 'test/package/typescript-5/node_modules/typescript/bin/tsc')
const TYPESCRIPT_7 = join(root, 'node_modules/typescript/bin/tsc')

/** What each consumer's requests are answered: its own site and a rogue one, a known key and an unknown one. */
const ANSWERS = [
  '/secret 200 user@example.com',
  '/secret 403 origin_not_whitelisted',
  '/jwks 200 user@example.com',
  '/jwks 401 token_algorithm',
]

/** `commonjs` is resolved as in Node 10, which knows no `exports`; the others as today's Node does. */
const TYPESCRIPT_PROJECTS = [
  { module: 'commonjs', compiler: TYPESCRIPT_5, files: ['app.ts'] },
  { module: 'node16', compiler: TYPESCRIPT_5, files: ['app.cts', 'app.mts'] },
  { module: 'nodenext', compiler: TYPESCRIPT_7, files: ['app.cts', 'app.mts'] },
]

let packed: Packed
beforeAll(async () => {
  packed = await pack()
})
afterAll(() => packed?.remove())

describe.each([5, 4] as const)('installed beside Express %i', (express) => {
  let project: string
  beforeAll(async () => {
    project = await installConsumer(packed, express)
  })

  it.each(['app.cjs', 'app.mjs'])('guards the routes of %s', async (file) => {
    await copyConsumer(file, project)
    expect(await output([file], project)).toEqual(ANSWERS)
  })

  it.each(TYPESCRIPT_PROJECTS)('compiles as $module and guards the routes of $files', async (row) => {
    const { module, compiler, files } = row
    const folder = join(project, module)
    for (const file of files) {
      await copyConsumer('app.ts', folder, file)
      await writeFile(join(folder, file.replace('app', 'entries')), importsOfAllEntries())
    }
    await compile(compiler, folder, { module, lib: ['es2023'], types: ['node'] })
    for (const file of files) expect(await output([file.replace('ts', 'js')], folder)).toEqual(ANSWERS)
  })

  it('gives a page in the browser the types of the domains, without those of Node', async () => {
    const folder = join(project, 'browser')
    await copyConsumer('domain-form.ts', folder)
    await compile(TYPESCRIPT_7, folder, {
      module: 'preserve',
      lib: ['es2023', 'dom'],
      types: [],
      noEmit: true,
    })
  })

  it.each(entries)('exports the same from %s to import and to require', async (entry) => {
    const imported = `import * as all from '${entry}'; console.log(Object.keys(all).sort().join())`
    const required = `console.log(Object.keys(require('${entry}')).sort().join())`
    const names = await output(['--input-type=module', '--eval', imported], project)
    expect(await output(['--input-type=commonjs', '--eval', required], project)).toEqual(names)
  })

  it.each(Object.keys(manifest.bin ?? {}))('has the command %s, which explains itself', async (command) => {
    const { stdout } = await run(join(project, 'node_modules/.bin', command), ['--help'], project)
    expect(stdout).toContain(`Usage: ${command}`)
  })
})

/** Strict, and with a look at our declarations and those that they need: `skipLibCheck` would hide what is wrong there. */
async function compile(compiler: string, folder: string, options: object): Promise<void> {
  const compilerOptions = {
    target: 'es2023',
    strict: true,
    esModuleInterop: true,
    skipLibCheck: false,
    ...options,
  }
  await writeJson(folder, 'tsconfig.json', { compilerOptions })
  await runNode([compiler], folder)
}

/** The lines that a script prints. A warning of Node would be a fault, too. */
async function output(args: readonly string[], folder: string): Promise<string[]> {
  const { stdout, stderr } = await runNode(args, folder)
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

/** A file that asks for the types of whatever package.json exports. */
function importsOfAllEntries(): string {
  return entries.map((entry, index) => `export * as entry${index} from '${entry}'\n`).join('')
}
