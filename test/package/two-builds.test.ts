import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const esm: typeof import('asap-guard') = await import('asap-guard')
const cjs: typeof import('asap-guard') = require('asap-guard')

test('the two builds are two copies', () => {
  expect(esm.AsapGuardError).not.toBe(cjs.AsapGuardError)
})

test.each([
  ['ESM', esm, cjs],
  ['CommonJS', cjs, esm],
])('instanceof holds for errors of the %s build, whichever copy is asked', (_name, maker, asker) => {
  expect(new maker.AsapGuardError('token_missing') instanceof asker.AsapGuardError).toBe(true)
  expect(new maker.AsapConfigError([]) instanceof asker.AsapConfigError).toBe(true)
  expect(new maker.AsapConfigError([]) instanceof asker.AsapGuardError).toBe(false)
  expect(() => maker.parseDomains([])).toThrow(asker.AsapConfigError)
})
