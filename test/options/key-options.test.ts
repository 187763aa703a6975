import { inspect } from 'node:util'
import { type AsapConfigError, asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { selfSigned } from '../support/certificate.js'
import { PUBLIC_KEYS, UNUSABLE_KEYS } from '../support/keys.js'
import { configError } from '../support/refusal.js'

const SECRET = 'only-the-two-of-us-know-this-long-text'
const OTHER = 'and-this-one-is-known-to-us-alone-too!'

const guardWith = (options: object) => asapGuard({ domains: ['help.example.com'], ...options } as never)
const problemsOf = (options: object) => configError(() => guardWith(options)).issues

const { verify: rsa, sign: rsaPrivate } = PUBLIC_KEYS.RSA
const { verify: p256 } = PUBLIC_KEYS['P-256']
const pem = rsa.export({ format: 'pem', type: 'spki' }).toString()
const jwk = rsa.export({ format: 'jwk' })
const der = rsa.export({ format: 'der', type: 'spki' })
const { cert } = selfSigned('an issuer')
const bodyOf = (text: string) => text.replace(/-----[^-]*-----|\s/g, '')

const URI = 'https://id.example/jwks'

type Row = [options: object, path: (string | number)[], message: RegExp]

const WHICH_KEYS: Record<string, Row> = {
  'no key option': [{}, [], /exactly one of `secret`, `publicKey` and `jwksUri`/],
  'a secret and a public key': [{ secret: SECRET, publicKey: pem }, ['publicKey'], /exactly one/],
  'a public key and an address': [
    { publicKey: pem, jwksUri: URI, issuer: 'a', audience: 'b' },
    ['jwksUri'],
    /exactly one/,
  ],
  'a secret whose variable is not set': [{ secret: undefined }, ['secret'], /environment variable/],
  'a public key whose variable is not set': [{ publicKey: undefined }, ['publicKey'], /environment variable/],
  'an address whose variable is not set': [
    { jwksUri: undefined, issuer: 'a' },
    ['jwksUri'],
    /environment variable/,
  ],
  'how to keep keys, without an address': [
    { secret: SECRET, jwks: { maxAge: 60 } },
    ['jwks'],
    /goes with `jwksUri` alone/,
  ],
}

const SECRETS: Record<string, Row> = {
  'a secret of null': [{ secret: null }, ['secret'], /string, a Buffer/],
  'a secret that is a number': [{ secret: 12_345_678 }, ['secret'], /string, a Buffer/],
  'a blank secret': [{ secret: ' '.repeat(64) }, ['secret'], /blank/],
  'an empty secret': [{ secret: '' }, ['secret'], /blank/],
  'a short secret': [{ secret: SECRET.slice(0, 31) }, ['secret'], /shorter than 32 bytes.*openssl rand/],
  'no secrets': [{ secret: [] }, ['secret'], /at least one/],
  'a short secret in a list': [{ secret: [SECRET, 'short'] }, ['secret', 1], /shorter than 32/],
  'a hole in a list': [{ secret: [SECRET, undefined] }, ['secret', 1], /environment variable/],
  'a kid that is empty': [{ secret: { kid: '', secret: SECRET } }, ['secret'], /`kid` that is a text/],
  'a kid that is a number': [{ secret: [{ kid: 1, secret: SECRET }] }, ['secret', 0], /`kid` that is a text/],
  'a repeated kid': [
    {
      secret: [
        { kid: 'a', secret: SECRET },
        { kid: 'a', secret: OTHER },
      ],
    },
    ['secret', 1],
    /repeats a kid/,
  ],
  'a secret too short for the algorithm': [
    { secret: SECRET, algorithms: ['HS512'] },
    ['secret'],
    /fits none .*HS256$/,
  ],
  'PEM as secret': [{ secret: pem }, ['secret'], /text of a key .*`publicKey`/],
  'PEM behind white space as secret': [{ secret: ` \n${pem}` }, ['secret'], /text of a key/],
  'PEM with escaped line breaks as secret': [
    { secret: pem.replaceAll('\n', '\\n') },
    ['secret'],
    /text of a key/,
  ],
  'PEM from a form as secret': [{ secret: encodeURIComponent(pem) }, ['secret'], /text of a key/],
  'PEM as a Buffer as secret': [{ secret: Buffer.from(pem) }, ['secret'], /text of a key/],
  'base64 of PEM as secret': [{ secret: Buffer.from(pem).toString('base64') }, ['secret'], /text of a key/],
  'base64url of PEM as secret': [
    { secret: Buffer.from(pem).toString('base64url') },
    ['secret'],
    /text of a key/,
  ],
  'the body of PEM as secret': [{ secret: bodyOf(pem) }, ['secret'], /text of a key/],
  'DER as secret': [{ secret: der }, ['secret'], /text of a key/],
  'DER of PKCS #1 as secret': [
    { secret: rsa.export({ format: 'der', type: 'pkcs1' }) },
    ['secret'],
    /text of a key/,
  ],
  'DER of a curve as secret': [
    { secret: p256.export({ format: 'der', type: 'spki' }) },
    ['secret'],
    /text of a key/,
  ],
  'a certificate as secret': [{ secret: cert }, ['secret'], /certificate/],
  'the body of a certificate as secret': [{ secret: bodyOf(cert) }, ['secret'], /certificate/],
  'a certificate in DER as secret': [
    { secret: Buffer.from(bodyOf(cert), 'base64') },
    ['secret'],
    /certificate/,
  ],
  'JWK as secret': [{ secret: JSON.stringify(jwk) }, ['secret'], /text of a key/],
  'JWK in lines as secret': [{ secret: `\n${JSON.stringify(jwk, null, 2)}` }, ['secret'], /text of a key/],
  'JWK Set as secret': [{ secret: JSON.stringify({ keys: [jwk] }) }, ['secret'], /text of a key/],
  'an ssh key as secret': [
    { secret: `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${'A'.repeat(40)}` },
    ['secret'],
    /text of/,
  ],
  'key text with a name': [{ secret: [{ kid: 'a', secret: pem }] }, ['secret', 0], /text of a key/],
}

const PUBLIC: Record<string, Row> = {
  'PEM of nothing': [{ publicKey: 'nothing' }, ['publicKey'], /no PEM public key.*line breaks/],
  'PEM in one line': [{ publicKey: pem.replaceAll('\n', ' ') }, ['publicKey'], /line breaks intact/],
  'PEM with escaped line breaks': [
    { publicKey: pem.replaceAll('\n', '\\n') },
    ['publicKey'],
    /pem\.replaceAll\("\\\\n", "\\n"\)/,
  ],
  'PEM as a Buffer': [{ publicKey: Buffer.from(pem) }, ['publicKey'], /is a Buffer.*"utf8"/],
  'JWK as text': [{ publicKey: JSON.stringify(jwk) }, ['publicKey'], /JSON\.parse/],
  'a JWK Set': [{ publicKey: { keys: [jwk] } }, ['publicKey'], /list in its "keys"/],
  'a private PEM': [
    { publicKey: rsaPrivate.export({ format: 'pem', type: 'pkcs8' }) },
    ['publicKey'],
    /private key/,
  ],
  'a private JWK': [{ publicKey: rsaPrivate.export({ format: 'jwk' }) }, ['publicKey'], /private key/],
  'a private KeyObject': [{ publicKey: rsaPrivate }, ['publicKey'], /is a private key: give a public one/],
  'a shared secret as JWK': [{ publicKey: { kty: 'oct', k: 'AAAA' } }, ['publicKey'], /go into `secret`/],
  'a JWK for encryption': [{ publicKey: { ...jwk, use: 'enc' } }, ['publicKey'], /not for signatures/],
  'a JWK of another algorithm': [
    { publicKey: { ...jwk, alg: 'ES256' } },
    ['publicKey'],
    /does not fit its type/,
  ],
  'a JWK of none': [{ publicKey: { ...jwk, alg: 'none' } }, ['publicKey'], /not supported/],
  'a JWK of HS256': [{ publicKey: { ...jwk, alg: 'HS256' } }, ['publicKey'], /does not fit its type/],
  'a JWK without its numbers': [{ publicKey: { kty: 'RSA' } }, ['publicKey'], /no JWK of an RSA or EC/],
  'no keys': [{ publicKey: [] }, ['publicKey'], /at least one/],
  'a repeated kid': [
    {
      publicKey: [
        { ...jwk, kid: 'a' },
        { ...jwk, kid: 'a' },
      ],
    },
    ['publicKey', 1],
    /repeats a kid/,
  ],
  'HMAC with a public key': [
    { publicKey: pem, algorithms: ['HS256'] },
    ['algorithms'],
    /HS256 does not go with `publicKey`/,
  ],
  'RSA with a secret': [
    { secret: SECRET, algorithms: ['RS256'] },
    ['algorithms'],
    /RS256 does not go with `secret`/,
  ],
  'both kinds at once': [
    { publicKey: pem, algorithms: ['RS256', 'HS256'] },
    ['algorithms'],
    /^HS256 does not go/,
  ],
  'an algorithm of another curve': [
    { publicKey: p256, algorithms: ['ES384'] },
    ['publicKey'],
    /fits none .*ES256$/,
  ],
  'an algorithm that its JWK excludes': [
    { publicKey: { ...jwk, alg: 'PS256' }, algorithms: ['RS256'] },
    ['publicKey'],
    /PS256$/,
  ],
}

const BOTH = { issuer: 'https://id.example', audience: 'help-desk' }

const ADDRESSES: Record<string, Row> = {
  'an address over http': [{ jwksUri: 'http://id.example/jwks', ...BOTH }, ['jwksUri'], /https address/],
  'an address of a file': [{ jwksUri: 'file:///etc/jwks.json', ...BOTH }, ['jwksUri'], /https address/],
  'an address of data': [{ jwksUri: 'data:application/json,{}', ...BOTH }, ['jwksUri'], /https address/],
  'no address': [{ jwksUri: 'id.example/jwks', ...BOTH }, ['jwksUri'], /https address/],
  'an empty address': [{ jwksUri: '', ...BOTH }, ['jwksUri'], /https address/],
  'an address as URL': [{ jwksUri: new URL(URI), ...BOTH }, ['jwksUri'], /https address/],
  'an address with credentials': [
    { jwksUri: 'https://me:pass@id.example/jwks', ...BOTH },
    ['jwksUri'],
    /credentials/,
  ],
  'an address with a user': [{ jwksUri: 'https://me@id.example/jwks', ...BOTH }, ['jwksUri'], /credentials/],
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
  ],
}

describe.each([
  ['which keys', WHICH_KEYS],
  ['secret', SECRETS],
  ['publicKey', PUBLIC],
  ['jwksUri', ADDRESSES],
])('%s', (_option, rows) => {
  test.each(Object.entries(rows))('%s: refused, and told alone', (_name, [options, path, message]) => {
    expect(problemsOf(options)).toEqual([
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    ])
  })
})

test.each(Object.entries(UNUSABLE_KEYS))('%s is of no use as `publicKey`', (_name, publicKey) => {
  for (const form of [publicKey, publicKey.export({ format: 'pem', type: 'spki' })]) {
    expect(problemsOf({ publicKey: form })).toEqual([
      { path: ['publicKey'], message: expect.stringMatching(/is of no use here \(.+\): RSA from 2048 bits/) },
    ])
  }
})

test.each<[name: string, options: object]>([
  ['both opted out', { jwksUri: URI, issuer: null, audience: null }],
  ['a loopback address over http', { jwksUri: 'http://127.0.0.1:8080/jwks', ...BOTH }],
  ['a narrowed set', { jwksUri: URI, ...BOTH, algorithms: ['RS256', 'ES256'] }],
  [
    'times of its own',
    { jwksUri: URI, ...BOTH, jwks: { maxAge: 60, staleFor: 0, cooldown: 5, timeout: 0.5 } },
  ],
])('a `jwksUri` with %s is accepted', (_name, options) => {
  expect(() => guardWith(options)).not.toThrow()
})

describe('what an error says', () => {
  const everywhere = (error: AsapConfigError) =>
    [
      error.message,
      error.stack,
      JSON.stringify(error),
      JSON.stringify(error.issues),
      inspect(error, { depth: 9, showHidden: true }),
    ].join('\n')
  const privatePem = rsaPrivate.export({ format: 'pem', type: 'pkcs8' }).toString()
  const privateJwk = rsaPrivate.export({ format: 'jwk' })
  const near = 'this-secret-has-31-characters!!'

  test.each<[name: string, options: object, hidden: (string | undefined)[]]>([
    ['a short secret', { secret: near }, [near]],
    [
      'a secret beside a mistake',
      { secret: SECRET, algorithms: ['RS256'], maxLifetime: SECRET, issuer: '' },
      [SECRET],
    ],
    [
      'a secret in the place of another option',
      { secret: SECRET, cors: SECRET, onDeny: SECRET, claims: SECRET, jwks: SECRET },
      [SECRET],
    ],
    [
      'a secret as an algorithm',
      { secret: SECRET, algorithms: [SECRET], tokenCache: SECRET, selfOrigin: SECRET },
      [SECRET],
    ],
    [
      'a secret as a kid',
      {
        secret: [
          { kid: SECRET, secret: OTHER },
          { kid: SECRET, secret: near },
        ],
      },
      [SECRET, OTHER, near],
    ],
    [
      'secrets in a list',
      { secret: [SECRET, near, { kid: 'a', secret: OTHER }, { kid: 'a', secret: OTHER }] },
      [SECRET, near, OTHER],
    ],
    ['PEM as secret', { secret: pem }, [bodyOf(pem).slice(0, 64), bodyOf(pem).slice(-40)]],
    ['a private PEM', { publicKey: privatePem }, [privatePem.split('\n')[1], privatePem.split('\n')[5]]],
    [
      'a private PEM that is broken',
      { publicKey: privatePem.replaceAll('\n', '') },
      [privatePem.split('\n')[1]],
    ],
    ['a private JWK', { publicKey: privateJwk }, [privateJwk.d, privateJwk.p, privateJwk.n]],
    ['a broken JWK', { publicKey: { kty: 'EC', crv: 'P-256', x: OTHER, y: SECRET } }, [OTHER, SECRET]],
    ['a shared secret as JWK', { publicKey: { kty: 'oct', k: SECRET } }, [SECRET]],
    [
      'an address with credentials',
      { jwksUri: 'https://m3:pa55word@id.example/', ...BOTH },
      ['pa55word', 'm3:'],
    ],
    [
      'a domain with credentials',
      { domains: ['https://me:pa55word@help.example.com/?key=k3y'], secret: SECRET },
      ['pa55word', 'k3y', SECRET],
    ],
  ])('of %s holds nothing of it', (_name, options, hidden) => {
    const said = everywhere(configError(() => guardWith(options)))
    for (const text of hidden) {
      expect(text).toBeTruthy()
      expect(said).not.toContain(text)
    }
  })

  test('nor does a guard that was made', () => {
    const guard = guardWith({ secret: [SECRET, { kid: 'a', secret: OTHER }] })
    const said = inspect(guard, { depth: 9, showHidden: true })
    for (const text of [SECRET, OTHER]) expect(said).not.toContain(text)
  })
})
