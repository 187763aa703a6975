import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../package/run.js'
import { type Block, blocks, root } from './markdown.js'

/** Below the project, so that packages are found. */
const folder = join(root, 'node_modules/.cache/asap-guard-pages')

const OPTIONS = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    allowJs: true,
    checkJs: true,
    // Parameters in JavaScript have no types.
    noImplicitAny: false,
    noImplicitReturns: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
    paths: {
      'asap-guard': [join(root, 'src/index.ts')],
      'asap-guard/domains': [join(root, 'src/domains/domains.ts')],
      'asap-guard/testing': [join(root, 'src/testing.ts')],
    },
  },
  include: ['.', join(root, 'test/docs/fragments.d.ts')],
  exclude: [],
}

/** Blocks that do not compile, and why. */
const UNTYPED: Readonly<Record<string, string>> = {
  'docs/recipes/server-sent-events.md:2':
    'a body may be null to the types of the DOM; an event stream has one',
  'docs/tenants.md': 'a parameter may be a list to the types of Express: the text says what to do',
}

/** Code of other packages than this one, which the tests run. */
const isOfOthers = ({ page }: Block) => page === 'docs/migration.md'

/** A folder for each page; a file is named as its first line says, or by the line where it stands. */
function fileOf({ page, line, language, code }: Block): string {
  const [, name = `line-${line}.${language}`] =
    /^\/\/ ([\w.]+\.m?js)$/m.exec(code.split('\n', 1)[0] ?? '') ?? []
  return join(folder, page, name)
}

test('the code in the pages compiles: no option, no member and no import is misspelt', async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(OPTIONS))
  const typed = blocks
    .filter(({ language }) => ['js', 'ts'].includes(language))
    .filter((block) => !(block.id in UNTYPED) && !isOfOthers(block))
  for (const block of typed) {
    mkdirSync(dirname(fileOf(block)), { recursive: true })
    writeFileSync(fileOf(block), `${block.code}\nexport {}\n`)
  }
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder], root)
  expect(typed.length).toBeGreaterThan(30)
})
