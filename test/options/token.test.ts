import { describe, expect, test } from 'vitest'
import { readOptions } from '../../src/options/read-options.js'
import { GOOD, testAccepted, testRefused } from './rows.js'

const CACHE_SIZE = /whole number from 1 to 1000000, or false/

describe('functions', () => {
  testRefused({
    'getToken as text': [{ getToken: 'cookie' }, ['getToken'], /must be a function/],
    'isRevoked as a list': [{ isRevoked: [] }, ['isRevoked'], /must be a function/],
    'isRevoked that is not there': [{ isRevoked: undefined }, ['isRevoked'], /is undefined/],
    'onDeny as text': [{ onDeny: 'json' }, ['onDeny'], /must be a function/],
  })
  testAccepted({
    functions: { getToken: () => undefined, isRevoked: async () => false, onDeny: () => {} },
  })
})

describe('guests', () => {
  testRefused({ 'as text': [{ guests: 'yes' }, ['guests'], /must be true or false/] })
  testAccepted({ on: { guests: true }, off: { guests: false } })
})

describe('tokenCache', () => {
  testRefused({
    'of 0': [{ tokenCache: 0 }, ['tokenCache'], CACHE_SIZE],
    'of a half': [{ tokenCache: 0.5 }, ['tokenCache'], CACHE_SIZE],
    'of two million': [{ tokenCache: 2e6 }, ['tokenCache'], CACHE_SIZE],
    true: [{ tokenCache: true }, ['tokenCache'], CACHE_SIZE],
  })
  testAccepted({ 'turned off': { tokenCache: false }, large: { tokenCache: 1_000_000 } })
})

test('seconds are kept as milliseconds', () => {
  const times = { maxLifetime: 60, clockTolerance: 2, dpop: { url: 'https://desk.example.net', maxAge: 30 } }
  expect(readOptions({ ...GOOD, ...times })).toMatchObject({
    maxLifetime: 60_000,
    clockTolerance: 2000,
    dpop: { maxAge: 30_000 },
  })
})
