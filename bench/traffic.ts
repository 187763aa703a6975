import { mint, mintFor, ORIGIN, seconds, tenantOf, UNLISTED_ORIGIN } from './tokens.js'

/**
 * `known`: a hundred users, each with the same token in every request. `new`: a token that no server has seen before in
 * every request. `unlisted`: the calling site is on no list. `expired`: a hundred users whose token has just ended.
 * `tenants`: each request to one of many tenants, at random, with the same token whenever it is its turn.
 */
export type Traffic = 'known' | 'new' | 'unlisted' | 'expired' | 'tenants'

const USERS = 100

/** The requests of one kind of traffic, one after the other. */
export interface Requests {
  readonly length: number
  at(index: number): Buffer
}

/** @param count how many different ones are needed: of tenants, or of tokens where none may come twice */
export function requestsOf(traffic: Traffic, count = USERS, now = seconds()): Requests {
  const texts = Array.from({ length: count }, (_, number) => requestText(headersOf(traffic, number, now)))
  // One block and no Buffer objects: a hundred thousand of them would keep the garbage collector of the generator busy.
  const block = Buffer.from(texts.join(''), 'latin1')
  const starts = new Uint32Array(count + 1)
  texts.forEach((text, index) => {
    starts[index + 1] = (starts[index] as number) + text.length
  })
  const at = (index: number) => block.subarray(starts[index], starts[index + 1])
  return { length: count, at: traffic === 'tenants' ? () => at(Math.floor(Math.random() * count)) : at }
}

function headersOf(traffic: Traffic, number: number, now: number): Record<string, string> {
  if (traffic === 'tenants') {
    const from = { origin: tenantOf(number).origin, token: mintFor(number, now) }
    return { ...browserHeaders(from), 'X-Tenant': String(number) }
  }
  return browserHeaders({
    origin: traffic === 'unlisted' ? UNLISTED_ORIGIN : ORIGIN,
    token: mint(number, traffic === 'expired' ? { now, secondsLeft: -MINUTE } : { now }),
  })
}

const MINUTE = 60

export const PATH = '/widget/api/tickets'

/** The headers of a widget's call, as a browser on another site sends it. */
export function browserHeaders({ origin, token }: { origin: string; token: string }): Record<string, string> {
  return {
    Host: 'desk.example.com',
    Connection: 'keep-alive',
    'sec-ch-ua-platform': '"Linux"',
    Authorization: `Bearer ${token}`,
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    Accept: 'application/json',
    Origin: origin,
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    Referer: `${origin}/`,
    'Accept-Encoding': 'gzip, deflate, br, zstd',
    'Accept-Language': 'en-GB,en;q=0.9',
  }
}

function requestText(headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `${[`GET ${PATH} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`
}
