import { describe, expect, test } from 'vitest'
import { jwksKeys } from '../../src/keys/jwks/jwks-keys.js'
import { readOptions } from '../../src/options/read-options.js'
import { DOMAINS, problemsOf, testAccepted, testRefused } from './rows.js'

const URI = 'https://id.example/jwks'
const BOTH = { issuer: 'https://id.example', audience: 'help-desk' }

describe('jwksUri', () => {
  testRefused(
    {
      'an address over http': [{ jwksUri: 'http://id.example/jwks', ...BOTH }, ['jwksUri'], /https address/],
      'an address of a file': [
        { jwksUri: 'file:///etc/jwks.json', ...BOTH },
        ['jwksUri'],
        /^"file:\/\/\/etc\/jwks.json" must be an https address, such as/,
      ],
      'an address of data': [{ jwksUri: 'data:application/json,{}', ...BOTH }, ['jwksUri'], /https address/],
      'no address': [{ jwksUri: 'id.example/jwks', ...BOTH }, ['jwksUri'], /https address/],
      'an empty address': [{ jwksUri: '', ...BOTH }, ['jwksUri'], /https address/],
      'an address as URL': [{ jwksUri: new URL(URI), ...BOTH }, ['jwksUri'], /https address/],
      'an address with credentials': [
        { jwksUri: 'https://me:pass@id.example/jwks', ...BOTH },
        ['jwksUri'],
        /credentials/,
      ],
      'an address with a password alone': [
        { jwksUri: 'https://:pass@id.example/jwks', ...BOTH },
        ['jwksUri'],
        /credentials/,
      ],
      'settings as text': [{ jwksUri: URI, ...BOTH, jwks: 'maxAge' }, ['jwks'], /^must be an object$/],
      'an address with a user': [
        { jwksUri: 'https://me@id.example/jwks', ...BOTH },
        ['jwksUri'],
        /credentials/,
      ],
      'a host that only looks like loopback': [
        { jwksUri: 'http://127.0.0.1.evil.example/', ...BOTH },
        ['jwksUri'],
        /https/,
      ],
      'an address without an issuer': [
        { jwksUri: URI, audience: 'b' },
        ['issuer'],
        /required with `jwksUri`.*null/,
      ],
      'an address without an audience': [
        { jwksUri: URI, issuer: 'a' },
        ['audience'],
        /required with `jwksUri`.*null/,
      ],
      'HMAC with an address': [
        { jwksUri: URI, ...BOTH, algorithms: ['HS256'] },
        ['algorithms'],
        /does not go with `jwksUri`/,
      ],
      'keys kept for no time': [
        { jwksUri: URI, ...BOTH, jwks: { maxAge: 0 } },
        ['jwks', 'maxAge'],
        /seconds from 1/,
      ],
      'a misspelt time': [
        { jwksUri: URI, ...BOTH, jwks: { cooldwn: 1 } },
        ['jwks', 'cooldwn'],
        /is not an option/,
        'cooldown',
      ],

      'an issuer that is not set': [
        { jwksUri: URI, ...BOTH, issuer: undefined },
        ['issuer'],
        /environment variable/,
      ],
      'an audience that is not set': [
        { jwksUri: URI, ...BOTH, audience: undefined },
        ['audience'],
        /environment variable/,
      ],
    },
    DOMAINS,
  )
  testAccepted(
    {
      'both opted out': { jwksUri: URI, issuer: null, audience: null },
      'a loopback address over http': { jwksUri: 'http://127.0.0.1:8080/jwks', ...BOTH },
      'a narrowed set': { jwksUri: URI, ...BOTH, algorithms: ['RS256', 'ES256'] },
      'times of its own': {
        jwksUri: URI,
        ...BOTH,
        jwks: { maxAge: 60, staleFor: 0, cooldown: 5, timeout: 0.5 },
      },
      'nothing set in `jwks`': {
        jwksUri: URI,
        ...BOTH,
        jwks: { maxAge: undefined, insecureHttp: undefined },
      },
    },
    DOMAINS,
  )
})

describe('jwks.insecureHttp', () => {
  const PRIVATE = [
    'http://keycloak:8080/realms/help/protocol/openid-connect/certs',
    'http://keycloak.internal/jwks',
    'http://id.auth.svc.cluster.local/jwks',
    'http://10.1.2.3/jwks',
    'http://172.16.0.1/jwks',
    'http://172.31.255.255/jwks',
    'http://192.168.0.9:8080/jwks',
    'http://[fd12:3456::1]/jwks',
  ]
  const PUBLIC = [
    'http://id.example.com/jwks',
    'http://id.example.com./jwks',
    'http://ID.EXAMPLE.CO.UK/jwks',
    'http://github.io/jwks',
    'http://8.8.8.8/jwks',
    'http://172.32.0.1/jwks',
    'http://169.254.169.254/jwks',
    'http://0.0.0.0/jwks',
    'http://[2001:db8::1]/jwks',
    'http://[fe80::1]/jwks',
    'http://134744072/jwks', // 8.8.8.8
  ]
  const keyed = (jwksUri: string, insecureHttp?: boolean) => ({
    ...DOMAINS,
    ...BOTH,
    jwksUri,
    jwks: { insecureHttp },
  })

  test.each(PRIVATE)('allows %s, and is named where it is missing', (uri) => {
    expect(() => readOptions(keyed(uri, true))).not.toThrow()
    for (const insecureHttp of [false, undefined]) {
      expect(problemsOf(keyed(uri, insecureHttp))).toEqual([
        { path: ['jwksUri'], message: expect.stringContaining('`jwks: { insecureHttp: true }` allows') },
      ])
    }
  })

  test.each(PUBLIC)('does not allow %s', (uri) => {
    for (const insecureHttp of [true, false]) {
      expect(problemsOf(keyed(uri, insecureHttp))).toEqual([
        { path: ['jwksUri'], message: expect.stringContaining('must be an https address: http is for') },
      ])
    }
  })

  test('is handed to the key set, with the times', () => {
    const settings: unknown[] = []
    const keySet: typeof jwksKeys = (given) => {
      settings.push(given)
      return jwksKeys(given)
    }
    readOptions(keyed('http://keycloak/jwks', true), keySet)
    expect(settings).toEqual([
      expect.objectContaining({ uri: 'http://keycloak/jwks', insecureHttp: true, maxAge: 600, timeout: 5 }),
    ])
  })
})
