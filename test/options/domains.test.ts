import { describe } from 'vitest'
import { SECRET, testAccepted, testRefused } from './rows.js'

describe('domains', () => {
  testRefused({
    'domains missing': [{ domains: undefined }, ['domains'], /list of 1 to 5/],
    'domains of null': [{ domains: null }, ['domains'], /list of 1 to 5/],
    'domains as text': [{ domains: 'help.example.com' }, ['domains'], /list of 1 to 5/],
    'no domains': [{ domains: [] }, ['domains'], /at least one/],
    'six domains': [
      { domains: ['a', 'b', 'c', 'd', 'e', 'f'].map((a) => `${a}.example.com`) },
      ['domains'],
      /at most 5/,
    ],
    'a domain with a scheme': [
      { domains: ['https://help.example.com'] },
      ['domains', 0],
      /scheme/,
      'help.example.com',
    ],
    'an internal name': [{ domains: ['helpdesk.internal'] }, ['domains', 0], /allowInternalHosts/],
    'allowInternalHosts as text': [
      { allowInternalHosts: 'yes' },
      ['allowInternalHosts'],
      /must be true or false/,
    ],
    'reportOnly as text': [{ reportOnly: 'false' }, ['reportOnly'], /must be true or false/],
  })
  testAccepted({ 'an internal name, by name': { domains: ['helpdesk.internal'], allowInternalHosts: true } })
})

describe('selfOrigin', () => {
  testRefused({
    'a host': [
      { selfOrigin: 'desk.example.com' },
      ['selfOrigin'],
      /"desk\.example\.com" must be an origin such as "https:/,
      'https://desk.example.com',
    ],
    'with a path': [
      { selfOrigin: 'https://desk.example.com/a?key=k3y' },
      ['selfOrigin'],
      /^"https:\/\/desk\.example\.com…" must be an origin such as/,
      'https://desk.example.com',
    ],
    'over http': [
      { selfOrigin: 'http://desk.example.com' },
      ['selfOrigin'],
      /origin such as/,
      'https://desk.example.com',
    ],
    'a host on loopback': [
      { selfOrigin: 'localhost:3000' },
      ['selfOrigin'],
      /origin such as/,
      'http://localhost:3000',
    ],
    'a secret': [{ selfOrigin: SECRET }, ['selfOrigin'], /^this entry must be/],
    null: [{ selfOrigin: 'null' }, ['selfOrigin'], /origin such as/],
    'of a blob': [{ selfOrigin: 'blob:https://desk.example.com/1' }, ['selfOrigin'], /origin such as/],
    'of every subdomain': [{ selfOrigin: 'https://*.example.com' }, ['selfOrigin'], /origin such as/],
    'as a list': [{ selfOrigin: ['https://desk.example.com'] }, ['selfOrigin'], /must be a text/],
  })
  testAccepted({
    'with a port': { selfOrigin: 'https://desk.example.com:8443' },
    'on loopback, over http': { selfOrigin: 'http://localhost:3000' },
  })
})
