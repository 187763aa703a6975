import { AsapConfigError, type Domain, frameAncestors, parseDomains } from 'asap-guard'
import { expect, test } from 'vitest'

test.each([
  [['help.example.com'], 'frame-ancestors https://help.example.com'],
  [['*.example.com'], 'frame-ancestors https://*.example.com'],
  [
    ['help.example.com:8443', '*.a.example.com:9443'],
    'frame-ancestors https://help.example.com:8443 https://*.a.example.com:9443',
  ],
  [['B\u00fccher.example.com:443'], 'frame-ancestors https://xn--bcher-kva.example.com'],
  [['localhost'], 'frame-ancestors https://localhost http://localhost'],
  [['localhost:*'], 'frame-ancestors https://localhost:* http://localhost:*'],
  [['127.0.0.1:3000'], 'frame-ancestors https://127.0.0.1:3000 http://127.0.0.1:3000'],
  [['localhost.example.com'], 'frame-ancestors https://localhost.example.com'],
  [['help.example.com', '[::1]', '[::1]:3000'], 'frame-ancestors https://help.example.com'],
  [['acme.localhost:3000'], 'frame-ancestors https://acme.localhost:3000 http://acme.localhost:3000'],
  [['*.localhost'], 'frame-ancestors https://*.localhost http://*.localhost'],
  [['*.localhost:*'], 'frame-ancestors https://*.localhost:* http://*.localhost:*'],
])('%j: %s', (domains, directive) => {
  expect(frameAncestors(parseDomains(domains))).toBe(directive)
})

test('an internal host may frame a page, if it was let into the list', () => {
  const domains = parseDomains(['intranet'], { allowInternalHosts: true })
  expect(frameAncestors(domains)).toBe('frame-ancestors https://intranet')
})

test('nobody may frame a page of nobody', () => {
  expect(frameAncestors([])).toBe("frame-ancestors 'none'")
})

test.each([[['[::1]']], [['[::1]:*', '[::1]']]])('%j: CSP cannot name it, which is said', (domains) => {
  const message = 'CSP cannot name [::1], so nobody could frame the page: list localhost or 127.0.0.1 as well'
  expect(() => frameAncestors(parseDomains(domains))).toThrow(new AsapConfigError([{ path: [], message }]))
})

test.each([
  null,
  undefined,
  '',
  'help.example.com',
  5,
  true,
  {},
  { length: 0 },
  [[null]],
  [['https://help.example.com']],
  [["'self'"]],
  [['*.amazonaws.com']],
])('%j is no whitelist, and never gets into a policy', (domains) => {
  expect(() => frameAncestors(domains as Domain[])).toThrow(AsapConfigError)
})
