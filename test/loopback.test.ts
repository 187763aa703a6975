import { expect, test } from 'vitest'
import { isHttpsOrLoopback, isLoopback } from '../src/loopback.js'

test.each([
  ['localhost', true],
  ['acme.localhost', true],
  ['a.b.localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['notlocalhost', false],
  ['localhost.', false],
  ['localhost.example.com', false],
  ['127.0.0.2', false],
  ['a.127.0.0.1', false],
  ['[::2]', false],
  ['', false],
])('%s is the machine itself: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

test.each([
  ['https://help.example.com', true],
  ['http://help.example.com', false],
  ['http://localhost:3000', true],
  ['http://acme.localhost:3000', true],
  ['ws://localhost:3000', false],
  ['ftp://localhost', false],
])('nobody on the way to %s can change what is sent: %s', (address, expected) => {
  expect(isHttpsOrLoopback(new URL(address))).toBe(expected)
})
