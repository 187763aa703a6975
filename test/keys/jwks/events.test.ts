import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type AsapKeysEvent, publishKeys } from '../../../src/keys/jwks/events.js'
import { down, ES256, holdTheClocks, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { sendJson } from '../../support/jwks-server.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

holdTheClocks()

/** What the channel says from now on. */
function eventsOfThisTest(): AsapKeysEvent[] {
  const events: AsapKeysEvent[] = []
  const listener = (message: unknown) => events.push(message as AsapKeysEvent)
  subscribe('asap-guard:keys', listener)
  onTestFinished(() => {
    unsubscribe('asap-guard:keys', listener)
  })
  return events
}

describe('the channel asap-guard:keys', () => {
  test('tells of refreshed sets, skipped members, failures and stale sets', async () => {
    const events = eventsOfThisTest()
    const server = await serverOf(first.jwk, { ...second.jwk, use: 'enc' }, null)
    const { uri } = server
    const keys = await readyKeys(server)
    expect(events.splice(0)).toEqual([
      { event: 'refreshed', uri, kids: ['first'] },
      { event: 'skipped', uri, kid: 'second', reason: 'is not for signatures ("use")' },
      { event: 'skipped', uri, kid: undefined, reason: 'is no JSON object' },
    ])

    server.break((_req, res) => sendJson(res, {}))
    pass(31)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(events.splice(0)).toEqual([
      { event: 'failed', uri, reason: expect.stringContaining('no list of "keys"') },
    ])

    pass(601)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(events).toMatchObject([{ event: 'failed' }, { event: 'stale', uri, age: 632 }])
  })

  test.each([
    [599, []],
    [600, [{ event: 'stale', age: 600 }]],
    [4199, [{ event: 'stale', age: 4199 }]],
    [4200, []],
  ])('calls a set of %i seconds stale from maxAge on, while it may be used', async (age, stale) => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    const events = eventsOfThisTest()
    pass(age)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(events).toMatchObject([{ event: 'failed' }, ...stale])
  })

  test('is given nothing, and nothing is made for it, while nobody listens', () => {
    const events = vi.fn(() => [])
    publishKeys(events)
    expect(events).not.toHaveBeenCalled()
  })
})
