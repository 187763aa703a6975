import { expect, test } from 'vitest'
import { shownEntry } from '../../src/options/shown-entry.js'
import { createJwt } from '../support/create-jwt.js'
import { encoded } from '../support/jws.js'

test.each([
  ['a short text', 'help-desk', '"help-desk"'],
  ['as long as no secret is', 'a'.repeat(24), `"${'a'.repeat(24)}"`],
  ['as long as a secret', 'a'.repeat(25), 'this entry'],
  ['an address', 'https://id.example', '"https://id.example"'],
  ['a long address', 'https://a-long-name.id.example', '"https://a-long-name.id.example"'],
  ['an address and its path', 'https://id.example/a?key=s3cret', '"https://id.example…"'],
  ['an address with a password', 'https://ada:s3cret-of-a-length@id.example', 'this entry'],
  ['an address that is none', `https://${'a'.repeat(101)}`, 'this entry'],
  ['a scheme and a secret with white space', 'https:// secret secret secret', 'this entry'],
  ['a token', createJwt(), 'this entry'],
  ['a short token', `${encoded('{"a":1}')}.e30.`, 'this entry'],
])('%s', (_name, entry, shown) => {
  expect(shownEntry(entry)).toBe(shown)
})
