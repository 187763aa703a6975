import { createRequire } from 'node:module'
import * as imported from 'asap-guard'
import * as importedDomains from 'asap-guard/domains'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const required: typeof imported = require('asap-guard')
const requiredDomains: typeof importedDomains = require('asap-guard/domains')

delete require.cache[require.resolve('asap-guard')]
const loadedAgain: typeof imported = require('asap-guard')

test('import and require give one copy', () => {
  expect({ ...imported }).toEqual({ ...required })
  expect(imported.asapGuard).toBe(required.asapGuard)
})

test.each([
  ['of another installed copy', loadedAgain],
  ['of asap-guard/domains by import', importedDomains],
  ['of asap-guard/domains by require', requiredDomains],
])('instanceof holds for configuration errors %s', (_name, { parseDomains, AsapConfigError }) => {
  expect(AsapConfigError).not.toBe(imported.AsapConfigError)
  expect(() => parseDomains([])).toThrow(imported.AsapConfigError)
  expect(() => parseDomains([])).not.toThrow(imported.AsapGuardError)
  expect(new imported.AsapConfigError([]) instanceof AsapConfigError).toBe(true)
})

test('instanceof holds for refusals of another installed copy', () => {
  expect(loadedAgain.AsapGuardError).not.toBe(imported.AsapGuardError)
  expect(new loadedAgain.AsapGuardError('token_missing') instanceof imported.AsapGuardError).toBe(true)
  expect(new imported.AsapGuardError('token_missing') instanceof loadedAgain.AsapGuardError).toBe(true)
})
