import { describe } from 'vitest'
import { selfSigned } from '../support/certificate.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { DOMAINS, OTHER_SECRET as OTHER, SECRET, testRefused } from './rows.js'

const { verify: rsa } = PUBLIC_KEYS.RSA
const { verify: p256 } = PUBLIC_KEYS['P-256']
const pem = rsa.export({ format: 'pem', type: 'spki' }).toString()
const jwk = rsa.export({ format: 'jwk' })
const der = rsa.export({ format: 'der', type: 'spki' })
const { cert } = selfSigned('an issuer')
const bodyOf = (text: string) => text.replace(/-----[^-]*-----|\s/g, '')

describe('secret', () => {
  testRefused(
    {
      'a secret of null': [{ secret: null }, ['secret'], /string, a Buffer/],
      'a secret that is a number': [{ secret: 12_345_678 }, ['secret'], /string, a Buffer/],
      'a blank secret': [{ secret: ' '.repeat(64) }, ['secret'], /blank/],
      'an empty secret': [{ secret: '' }, ['secret'], /blank/],
      'a short secret': [{ secret: SECRET.slice(0, 31) }, ['secret'], /shorter than 32 bytes.*openssl rand/],
      'no secrets': [{ secret: [] }, ['secret'], /at least one/],
      'a short secret in a list': [{ secret: [SECRET, 'short'] }, ['secret', 1], /shorter than 32/],
      'a hole in a list': [{ secret: [SECRET, undefined] }, ['secret', 1], /environment variable/],
      'a kid that is empty': [{ secret: { kid: '', secret: SECRET } }, ['secret'], /`kid` that is a text/],
      'a kid that is a number': [
        { secret: [{ kid: 1, secret: SECRET }] },
        ['secret', 0],
        /`kid` that is a text/,
      ],
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
      'base64 of PEM as secret': [
        { secret: Buffer.from(pem).toString('base64') },
        ['secret'],
        /text of a key/,
      ],
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
      'JWK in lines as secret': [
        { secret: `\n${JSON.stringify(jwk, null, 2)}` },
        ['secret'],
        /text of a key/,
      ],
      'JWK Set as secret': [{ secret: JSON.stringify({ keys: [jwk] }) }, ['secret'], /text of a key/],
      'an ssh key as secret': [
        { secret: `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${'A'.repeat(40)}` },
        ['secret'],
        /text of/,
      ],
      'key text with a name': [{ secret: [{ kid: 'a', secret: pem }] }, ['secret', 0], /text of a key/],

      'too many secrets': [{ secret: Array(101).fill(SECRET) }, ['secret'], /at most 100/],
    },
    DOMAINS,
  )
})
