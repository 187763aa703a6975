import { expect, test, vi } from 'vitest'
import { KeySetRefresher } from '../../../src/keys/jwks/key-set-refresher.js'

const unforeseen = new TypeError('x is not a function')
vi.mock('../../../src/keys/jwks/load-keys.js', () => ({ loadKeys: () => Promise.reject(unforeseen) }))

test('an error that nobody foresaw is a failure like another, and says what it was', async () => {
  const settings = { maxAge: 600, staleFor: 3600, cooldown: 30, timeout: 2, insecureHttp: false }
  const uri = 'https://id.example/jwks?key=k3y'
  const refresher = new KeySetRefresher({ uri, algorithms: ['ES256'], ...settings })
  expect(await refresher.refresh()).toEqual({
    failure: expect.objectContaining({
      reason: 'https://id.example/jwks cannot be read (TypeError: x is not a function)',
      cause: unforeseen,
    }),
  })
  expect(refresher.isDown).toBe(true)
})
