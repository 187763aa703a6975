import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConsumer, writeJson } from './consumer.js'
import { root } from './packed.js'
import { runNode } from './run.js'

const TYPESCRIPT_5 = join(root, 'test/package/typescript-5/node_modules/typescript/bin/tsc')
const TYPESCRIPT_7 = join(root, 'node_modules/typescript/bin/tsc')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asap-guard-types-'))
  await mkdir(join(folder, 'node_modules'))
  for (const [name, target] of [
    ['asap-guard', root],
    ['express', join(root, 'node_modules/express')],
    ['@types', join(root, 'node_modules/@types')],
  ] as const)
    await symlink(target, join(folder, 'node_modules', name))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a compiler says about one of `consumers`, line by line. */
async function compile(compiler: string, file: string): Promise<string[]> {
  await copyConsumer(file, folder)
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  }
  await writeJson(folder, 'tsconfig.json', { compilerOptions, files: [file] })
  try {
    await runNode([compiler], folder)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe.each([
  ['5', TYPESCRIPT_5],
  ['7', TYPESCRIPT_7],
])('TypeScript %s', (version, compiler) => {
  it('takes undefined for every option, with exactOptionalPropertyTypes', async () => {
    expect(await compile(compiler, 'unset-options.ts')).toEqual([])
  })

  it('names the fix of a mistaken option', async () => {
    const lines = await compile(compiler, 'mistaken-options.ts')
    const said = (line: number) => {
      const from = lines.findIndex((text) => text.startsWith(`mistaken-options.ts(${line},`))
      const rest = lines.slice(from + 1)
      const to = rest.findIndex((text) => text.startsWith('mistaken-options.ts('))
      return rest.slice(0, to < 0 ? rest.length : to).join('\n')
    }
    expect(said(5)).toMatch(/(?:Property 'secret' is missing|missing the following properties .*: jwksUri)/)
    expect(said(6)).toContain("Property 'domains' is missing")
    expect(said(7)).toMatch(/missing the following properties .*: issuer, audience/)
    expect(said(8)).toContain("Type 'string' is not assignable to type 'number'")
    expect(said(9)).toContain("'whitelist' does not exist")
    // TypeScript 5 repeats what is wrong for each overload, TypeScript 7 for the last one alone.
    if (version === '7') expect(lines.join('\n')).not.toMatch(/\b(?:tenant|load)\b/)
  })
})
