import { describe, expect, test } from 'vitest'
import { readOptions } from '../../src/options/read-options.js'
import { readTenantOptions } from '../../src/options/tenants.js'
import { GOOD, problemsOf, testAccepted, testRefused } from './rows.js'

const url = 'https://desk.example.net'

describe('dpop', () => {
  testRefused({
    'a text': [{ dpop: url }, ['dpop'], /must be an object, such as/],
    true: [{ dpop: true }, ['dpop'], /must be an object/],
    null: [{ dpop: null }, ['dpop'], /must be an object/],
    'a variable that is not set': [{ dpop: undefined }, ['dpop'], /environment variable/],
    'no address': [{ dpop: {} }, ['dpop', 'url'], /environment variable/],
    'an address that is not set': [{ dpop: { url: undefined } }, ['dpop', 'url'], /environment variable/],
    'an address as URL': [{ dpop: { url: new URL(url) } }, ['dpop', 'url'], /must be a text/],
    'an empty address': [{ dpop: { url: '' } }, ['dpop', 'url'], /is no address/],
    'a host': [{ dpop: { url: 'desk.example.net' } }, ['dpop', 'url'], /is no address/, url],
    'a path': [{ dpop: { url: '/desk' } }, ['dpop', 'url'], /is no address/],
    'an address of a file': [{ dpop: { url: 'file:///desk' } }, ['dpop', 'url'], /is no address/],
    'an address of another scheme': [
      { dpop: { url: 'ftp://desk.example.net' } },
      ['dpop', 'url'],
      /must be an https address/,
    ],
    'three slashes': [{ dpop: { url: 'https:///desk' } }, ['dpop', 'url'], /is no address/],
    'a backslash': [{ dpop: { url: 'https://desk.example.net\\a' } }, ['dpop', 'url'], /is no address/],
    'an address over http': [
      { dpop: { url: 'http://desk.example.net' } },
      ['dpop', 'url'],
      /must be an https address/,
      url,
    ],
    'an address of a WebSocket': [
      { dpop: { url: 'wss://desk.example.net/chat' } },
      ['dpop', 'url'],
      /must be an https address/,
      `${url}/chat`,
    ],
    'an address of a WebSocket without TLS': [
      { dpop: { url: 'ws://desk.example.net/chat' } },
      ['dpop', 'url'],
      /must be an https address/,
      `${url}/chat`,
    ],
    'an address of a private network': [
      { dpop: { url: 'http://10.0.0.1:3000' } },
      ['dpop', 'url'],
      /must be an https address/,
      'https://10.0.0.1:3000',
    ],
    'a host that only looks like loopback': [
      { dpop: { url: 'http://localhost.example.net' } },
      ['dpop', 'url'],
      /must be an https address/,
      'https://localhost.example.net',
    ],
    'an address with credentials': [
      { dpop: { url: 'https://me:pass@desk.example.net' } },
      ['dpop', 'url'],
      /^must not hold credentials$/,
    ],
    'an address with a user': [
      { dpop: { url: 'https://me@desk.example.net' } },
      ['dpop', 'url'],
      /^must not hold credentials$/,
    ],
    'an address with a password': [
      { dpop: { url: 'https://:pass@desk.example.net' } },
      ['dpop', 'url'],
      /^must not hold credentials$/,
    ],
    'an address with a query': [
      { dpop: { url: `${url}/desk?key=1` } },
      ['dpop', 'url'],
      /no query and no fragment/,
      `${url}/desk`,
    ],
    'an address with an empty query': [{ dpop: { url: `${url}/?` } }, ['dpop', 'url'], /no query/, `${url}/`],
    'an address with a fragment': [{ dpop: { url: `${url}#a` } }, ['dpop', 'url'], /no fragment/, url],
    'white space around it': [{ dpop: { url: ` ${url}\n` } }, ['dpop', 'url'], /is no address/, url],
    'a requirement that is a text': [
      { dpop: { url, required: 'true' } },
      ['dpop', 'required'],
      /true or false/,
    ],
    'a proof of no age': [{ dpop: { url, maxAge: 0 } }, ['dpop', 'maxAge'], /from 1 to 300/],
    'a proof of an hour': [{ dpop: { url, maxAge: 3600 } }, ['dpop', 'maxAge'], /from 1 to 300/],
    'an age without end': [
      { dpop: { url, maxAge: Number.POSITIVE_INFINITY } },
      ['dpop', 'maxAge'],
      /from 1 to 300/,
    ],
    'an age as text': [{ dpop: { url, maxAge: '60' } }, ['dpop', 'maxAge'], /from 1 to 300/],
    'a store that is no function': [
      { dpop: { url, isReplay: new Map() } },
      ['dpop', 'isReplay'],
      /must be a function/,
    ],
    'a misspelt member': [
      { dpop: { url, isReplayed: () => false } },
      ['dpop', 'isReplayed'],
      /./,
      'isReplay',
    ],
    'a member of another library': [
      { dpop: { url, enabled: true } },
      ['dpop', 'enabled'],
      /is not an option/,
    ],
  })

  testAccepted({
    'an address': { dpop: { url } },
    'an address with a port and a path': { dpop: { url: `${url}:8443/desk/` } },
    'an address on loopback': { dpop: { url: 'http://localhost:4000' } },
    'an address on loopback, by number': { dpop: { url: 'http://127.0.0.1:4000/desk' } },
    'all members': { dpop: { url, required: true, maxAge: 300, isReplay: async () => false } },
    'members that are not set': {
      dpop: { url, required: undefined, maxAge: undefined, isReplay: undefined },
    },
  })

  test('no message holds credentials', () => {
    for (const address of ['https://me:hunter2@desk.example.net', 'http://me:hunter2@desk.example.net/?a'])
      expect(JSON.stringify(problemsOf({ ...GOOD, dpop: { url: address } }))).not.toContain('hunter2')
  })

  test('has defaults, and counts in milliseconds', () => {
    const { dpop } = readOptions({ ...GOOD, dpop: { url } })
    expect(dpop).toEqual({ url, required: false, maxAge: 60_000 })
    expect(readOptions(GOOD).dpop).toBeUndefined()
  })

  test('may be a default of all tenants', () => {
    const options = { tenant: () => 'a', load: () => GOOD, dpop: { url } }
    expect(readTenantOptions(options).defaults).toMatchObject({ dpop: { url } })
  })
})
