import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AsapKeysEvent } from '../../../src/keys/jwks/events.js'
import { codeOf, ES256, holdTheClocks, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { sendJson } from '../../support/jwks-server.js'
import { signer } from '../../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

holdTheClocks()

describe('the channel asap-guard:keys', () => {
  test('tells of refreshed sets, skipped members, failures and stale sets', async () => {
    const events: AsapKeysEvent[] = []
    const listener = (message: unknown) => events.push(message as AsapKeysEvent)
    subscribe('asap-guard:keys', listener)
    onTestFinished(() => {
      unsubscribe('asap-guard:keys', listener)
    })
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
})
