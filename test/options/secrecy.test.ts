import { inspect } from 'node:util'
import { type AsapConfigError, asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { PUBLIC_KEYS } from '../support/keys.js'
import { configError } from '../support/refusal.js'
import { DOMAINS, OTHER_SECRET as OTHER, SECRET } from './rows.js'

const { verify: rsa, sign: rsaPrivate } = PUBLIC_KEYS.RSA
const pem = rsa.export({ format: 'pem', type: 'spki' }).toString()
const bodyOf = (text: string) => text.replace(/-----[^-]*-----|\s/g, '')
const BOTH = { issuer: 'https://id.example', audience: 'help-desk' }

const guardWith = (options: object) => asapGuard({ ...DOMAINS, ...options } as never)

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
