import { expect, test, vi } from 'vitest'
import { KeySetRefresher } from '../../../src/keys/jwks/key-set-refresher.js'
import { holdTheClocks, pass } from '../../support/jwks-keys.js'

const unforeseen = new TypeError('x is not a function')
vi.mock('../../../src/keys/jwks/load-keys.js', () => ({ loadKeys: () => Promise.reject(unforeseen) }))

const SETTINGS = { algorithms: ['ES256'], maxAge: 600, staleFor: 3600, cooldown: 30, timeout: 2 } as const

holdTheClocks()

test('an error that nobody foresaw is a failure like another, and says what it was', async () => {
  const refresher = new KeySetRefresher({ uri: 'https://id.example/jwks?key=k3y', ...SETTINGS })
  expect(await refresher.refresh()).toEqual({
    failure: expect.objectContaining({
      reason: 'https://id.example/jwks cannot be read (TypeError: x is not a function)',
      cause: unforeseen,
    }),
  })
  expect(refresher.isDown).toBe(true)
})

test('a pause is over when it has lasted as long as it should, and a quarter of a second at least', async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  const refresher = new KeySetRefresher({ uri: 'https://id.example/jwks', ...SETTINGS })
  await refresher.refresh()
  random.mockRestore()
  pass(0.249)
  expect(refresher.isPausing).toBe(true)
  pass(0.001)
  expect(refresher.isPausing).toBe(false)
})
