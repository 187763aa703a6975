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

test.each([
  ['of a PEM', '-----BEGIN PUBLIC KEY-----\nMFkw'],
  ['of a PEM, as an URL has it', '-----BEGIN+PUBLIC+KEY-----%0AMFkw'],
  ['of a PEM, with percent signs', '-----BEGIN%20PUBLIC%20KEY-----%0AMFkw'],
  ['of RFC 4716', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA'],
  ['of OpenSSH', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@example'],
  ['of OpenSSH, with white space before it', '\n  ecdsa-sha2-nistp256 AAAAE2VjZHNhAAAA'],
  ['of a JWK, with white space before it', '\n  {"kty":"EC","x":"AA"}'],
])('the text %s is no secret', (_name, text) => {
  expect(keyTextProblem(Buffer.from(text))).toMatch(PUBLIC)
})

test.each([
  '{"name":"value","of":"any JSON"}',
  'a text with "kty": in it',
  'kty="kty":x',
  '-BEGIN the secret, which has a dash',
  '----BEGINNING of a secret',
  'my ssh-rsa AAAA, a secret',
  'my-ssh-rsa AAAA, a secret',
  'plain text of thirty-two bytes',
])('%s is no key', (text) => {
  expect(keyTextProblem(Buffer.from(text))).toBeUndefined()
})
