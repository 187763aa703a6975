import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyTextProblem } from '../../src/keys/key-text.js'

const SHARED = /^is the JWK of a shared secret/
const PRIVATE = /^is a private key/
const PUBLIC = /^is the text of a key or certificate, which others may know/

test.each([
  ['a shared secret', '{"kty":"oct","k":"AA"}', SHARED],
  ['a shared secret, written with spaces', '{ "kty" : "oct", "k" : "AA" }', SHARED],
  ['a shared secret, made JSON twice', JSON.stringify('{"kty":"oct","k":"AA"}'), SHARED],
  ['a private key', '{"kty":"EC","d":"AA"}', PRIVATE],
  ['a private key, written with spaces', '{ "kty" : "EC", "d" : "AA" }', PRIVATE],
  ['a public key', '{"kty":"EC","x":"AA"}', PUBLIC],
  ['a set', '{ "keys" : [] }', PUBLIC],
])('the JWK of %s is no secret', (_name, text, problem) => {
  expect(keyTextProblem(Buffer.from(text))).toMatch(problem)
  expect(keyTextProblem(Buffer.from(Buffer.from(text).toString('base64')))).toMatch(problem)
})

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

test.each(['spki', 'pkcs1'] as const)('DER of a public key (%s) is no secret', (type) => {
  const der = publicKey.export({ format: 'der', type })
  expect(keyTextProblem(der)).toMatch(PUBLIC)
  expect(keyTextProblem(Buffer.from(der.toString('base64')))).toMatch(PUBLIC)
  expect(keyTextProblem(der.subarray(0, -1))).toBeUndefined()
})

test.each(['{"name":"value","of":"any JSON"}', 'a text with "kty": in it', 'plain text of thirty-two bytes'])(
  '%s is no key',
  (text) => {
    expect(keyTextProblem(Buffer.from(text))).toBeUndefined()
  },
)
