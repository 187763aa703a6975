import { expect, test } from 'vitest'
import { quotedSite } from '../../src/site/quoted-site.js'
import { createJwt } from '../support/create-jwt.js'
import { growth, LINEAR } from '../support/growth.js'

test.each([
  ['an origin', { origin: 'https://help.example.com' }, 'Origin "https://help.example.com"'],
  ['a slash behind it', { origin: 'https://help.example.com/' }, 'Origin "https://help.example.com/"'],
  ['a path', { origin: 'https://help.example.com/s3cret' }, 'Origin "https://help.example.com/…"'],
  [
    'the path of a Referer',
    { referer: 'https://help.example.com/s3cret' },
    'Referer "https://help.example.com"',
  ],
  ['an address without a scheme', { origin: 'help.example.com?s3cret' }, 'Origin "help.example.com?…"'],
  ['a password', { origin: 'https://me:s3cret@help.example.com' }, 'Origin "https://help.example.com"'],
  ['what is no address', { origin: 's3cret' }, 'Origin "(no address)"'],
  ['a token for a host', { origin: `https://${createJwt()}/` }, 'Origin "(no address)"'],
  ['nothing', { origin: '' }, 'Origin ""'],
])('%s, quoted without what may be secret', (_name, headers, site) => {
  expect(quotedSite(headers)).toBe(site)
})

test.each(['a', '@', ':', 'a:', '/'])(
  'a long text of %j is quoted in time that grows with it alone',
  (part) => {
    const ratio = growth((length) => quotedSite({ origin: `x:${part.repeat(length / part.length)}` }))
    expect(ratio).toBeLessThan(LINEAR)
  },
)
