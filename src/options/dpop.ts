import { z } from 'zod'
import { isHttpsOrLoopback } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import type { IsReplay } from '../proof/proof-memory.js'
import { addsCheck, functionOf, type ShapeOf, secondsBetween, textWithout, trueOrFalse } from './checks.js'
import { shownEntry } from './shown-entry.js'

/** Which proofs of possession are accepted (RFC 9449). */
export interface AsapDpopOptions {
  /**
   * The public address of your backend's root, as the widget calls it: https, or http for loopback
   * hosts. If a proxy removes the beginning of the path, this address has it:
   * `https://example.com/desk`. A proof must be for this address with the request's own path behind it
   * (claim `htu`). `Host` and `X-Forwarded-*` are never asked.
   */
  readonly url: string | undefined
  /**
   * Whether tokens that are bound to no key are refused, with 401 `proof_missing`. Otherwise they pass
   * as bearer tokens. Default: false.
   */
  readonly required?: boolean | undefined
  /** How old a proof may be, in seconds, 1 to 300. Default: 60. */
  readonly maxAge?: number | undefined
  /**
   * Remembers used proofs in a store that several processes share. It answers true if it has seen `id`
   * before. If not, it answers false, and remembers `id` for `seconds`, in the same step. `id` has at
   * most 256 printable characters. A throw, or no answer within 5 seconds, is 503 `proof_unavailable`.
   * Without it there is room for 1,000 proofs of one key, 100,000 of one tenant and 1,000,000 in all;
   * what does not fit is 503. Default: the memory of the process.
   */
  readonly isReplay?: IsReplay | undefined
}

export interface DpopOption {
  /**
   * Accepts tokens that are bound to a key of their bearer (`cnf.jkt`), each beside a proof that the
   * caller holds the key. Without it they are 401 `token_bound`. Default: they are refused.
   */
  readonly dpop?: AsapDpopOptions | undefined
}

const NO_URL = 'is missing: give the public address of your backend. Is the environment variable set?'

const shape = {
  url: z
    .custom<string | undefined>((value) => value !== undefined, NO_URL)
    .pipe(textWithout(addressProblem, meantAddress)),
  required: trueOrFalse.default(false),
  maxAge: secondsBetween(1, 300).default(60),
  isReplay: functionOf<IsReplay>().optional(),
} satisfies ShapeOf<AsapDpopOptions>

export const dpopShape = {
  dpop: addsCheck(z.strictObject(shape, 'must be an object, such as { url: "https://desk.example.net" }')),
} satisfies ShapeOf<DpopOption>

export const DPOP_MEMBERS = Object.keys(shape)

const NO_ADDRESS = 'is no address: write it as the widget calls it, such as "https://desk.example.net"'

/** The URL parser would also take white space, backslashes, and any number of slashes. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/[^\s\\/][^\s\\]*$/i

function addressProblem(text: string): string | undefined {
  const url = ADDRESS.test(text) ? parsedUrl(text) : undefined
  if (url === undefined) return `${shownEntry(text)} ${NO_ADDRESS}`
  if (url.username !== '' || url.password !== '') return 'must not hold credentials'
  if (/[?#]/.test(text)) return `${shownEntry(text)} must have no query and no fragment`
  if (isHttpsOrLoopback(url)) return undefined
  return `${shownEntry(text)} must be an https address (http is for loopback hosts only)`
}

const HOST_AND_PATH = /^(?:(?:https?|wss?):\/\/)?(\w[^:/]*(?::\d+)?(?:\/.*)?)$/i

/** With https, and without white space, query and fragment. */
function meantAddress(text: string): string | undefined {
  const address = text.trim().replace(/[?#].*/s, '')
  const hostAndPath = HOST_AND_PATH.exec(address)?.[1]
  return hostAndPath && `https://${hostAndPath}`
}
