import { expect, test } from 'vitest'
import { meantOrigin } from '../../src/site/meant-origin.js'
import { createJwt } from '../support/create-jwt.js'
import { growth, LINEAR } from '../support/growth.js'

test.each([
  ['a slash at the end', 'https://shop.example.com/', 'https://shop.example.com'],
  ['a path', 'https://shop.example.com/a?b#c', 'https://shop.example.com'],
  ['an "@" in the path', 'https://shop.example.com/@me', 'https://shop.example.com'],
  ['a query alone', 'https://shop.example.com?x', 'https://shop.example.com'],
  ['the default port', 'https://shop.example.com:443', 'https://shop.example.com'],
  ['another port', 'https://shop.example.com:8443/', 'https://shop.example.com:8443'],
  ['capitals', 'HTTPS://Shop.Example.COM', 'https://shop.example.com'],
  ['Unicode', 'https://b\u00fccher.example', 'https://xn--bcher-kva.example'],
  ['http', 'http://shop.example.com/', 'http://shop.example.com'],
  ['no scheme', 'shop.example.com', 'https://shop.example.com'],
  ['no scheme, with a port and a path', 'shop.example.com:8443/a', 'https://shop.example.com:8443'],
  ['no scheme, on the own machine', 'localhost:5173', 'http://localhost:5173'],
  ['no scheme, on the own machine by its address', '127.0.0.1:3000/', 'http://127.0.0.1:3000'],
  ['no scheme, on the own machine over IPv6', '[::1]:3000', 'http://[::1]:3000'],
  ['no scheme, on the own machine in capitals', 'LOCALHOST:5173', 'http://localhost:5173'],
  ['a scheme with dots', 'com.example.app://localhost/index.html', 'com.example.app://localhost'],
  ['the page of an app', 'capacitor://localhost/index.html', 'capacitor://localhost'],
])('%s: %s means %s', (_name, text, origin) => {
  expect(meantOrigin(text)).toBe(origin)
})

test.each([
  ['nothing', ''],
  ['a word', 'undefined'],
  ['a path', '/page'],
  ['no scheme but slashes', '//shop.example.com/'],
  ['a file', 'file:///home/me/index.html'],
  ['a file of a host', 'file://shop.example.com'],
  ['a data URL', 'data:text/html,x'],
  ['a blob', 'blob:https://shop.example.com/1'],
  ['a user and a password', 'https://user:s3cret@shop.example.com/'],
  ['a password', 'https://:s3cret@shop.example.com/'],
  ['a user', 'https://user@shop.example.com/'],
  ['two addresses', 'https://shop.example.com, https://shop.example.com'],
  ['two addresses without white space', 'https://shop.example.com,https://shop.example.com'],
  ['white space inside', 'https://shop.exa\tmple.com/'],
  ['backslashes', 'https:\\\\shop.example.com'],
  ['a port out of range', 'https://shop.example.com:65536'],
  ['a name that is too long to be one', `https://${'a.'.repeat(127)}example.com/`],
  ['a token', createJwt()],
  ['a token in a query', `https://shop.example.com/?${createJwt()}`],
])('%s means no origin', (_name, text) => {
  expect(meantOrigin(text)).toBeUndefined()
})

test('a name of 253 characters is one', () => {
  const origin = `https://${'a.'.repeat(121)}example.org`
  expect(meantOrigin(`${origin}/`)).toBe(origin)
})

test('an address of 2048 characters means its origin, a longer one none', () => {
  const address = (length: number) => 'https://shop.example.com/'.padEnd(length, 'a')
  expect(meantOrigin(address(2048))).toBe('https://shop.example.com')
  expect(meantOrigin(address(2049))).toBeUndefined()
})

test('an address in Unicode means its origin, however often it is asked', () => {
  for (let time = 0; time < 20_000; time++)
    expect(meantOrigin('https://b\u00fccher.example/')).toBe('https://xn--bcher-kva.example')
})

test.each(['a', 'a.', '-', ':', '/'])(
  'a long text of %j is read in time that grows with it alone',
  (part) => {
    expect(growth((length) => meantOrigin(part.repeat(length / part.length)))).toBeLessThan(LINEAR)
  },
)
