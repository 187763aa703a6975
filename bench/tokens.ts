import { createHmac, createSecretKey } from 'node:crypto'

/** What all contenders are set up with. */
export const SECRET = 'a shared secret for benchmarks, longer than any hash that signs with it'
export const ISSUER = 'https://desk.example.com'
export const AUDIENCE = 'https://desk.example.com/widget/api'
export const DOMAINS = [
  'help.example.com',
  'shop.example.com',
  'www.example.org',
  '*.example.net',
  'support.example.de',
] as const

/** The calling site: neither the first entry of the list nor the last. */
export const ORIGIN = 'https://shop.example.com'

/** A site that is on no list. */
export const UNLISTED_ORIGIN = 'https://evil.example'

/** One of many tenants, by its number: what it is set up with, and the site that calls it. */
export function tenantOf(number: number) {
  const domains = ['help', 'shop', 'www', 'support', 'desk'].map(
    (site) => `${site}.tenant-${number}.example.com`,
  )
  const secret = `the shared secret of tenant ${number}, longer than its hash`
  return { configuration: { domains, secret }, origin: `https://${domains[0]}` }
}

/** The one token of a tenant that everybody uses: the same, as long as it is minted for the same second. */
export function mintFor(number: number, now: number): string {
  return mint(number, {
    now,
    secret: createSecretKey(Buffer.from(tenantOf(number).configuration.secret)),
  })
}

const key = createSecretKey(Buffer.from(SECRET))
const header = encoded({ alg: 'HS256', typ: 'JWT' })
/** Seconds; a measurement must be over before. It is what the guard lets a token live for, nearly. */
const LIFE = 590

/** A token of a user of the widget. Each number gives another token, of nearly the same length. */
export function mint(
  user: number,
  { secondsLeft = LIFE, secret = key, now = seconds(), claims = {} } = {},
): string {
  const payload = encoded({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `user-${user}`,
    email: 'ada.lovelace@example.com',
    email_verified: true,
    first_name: 'Ada',
    last_name: 'Lovelace',
    iat: now + secondsLeft - LIFE,
    exp: now + secondsLeft,
    jti: user.toString(36).padStart(12, '0'),
    ...claims,
  })
  const signed = `${header}.${payload}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** The time, as tokens have it. */
export const seconds = () => Math.floor(Date.now() / 1000)

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
