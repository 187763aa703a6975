import type { Request } from 'express'
import { AsapGuardError } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import { percentDecoded } from '../percent-decoded.js'
import { linesOf, lowerCaseHeaders, type RequestHeaders } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import type { AsapAuth, AsapGuest } from '../token/auth.js'
import type { PresentedToken } from '../token/authorization.js'
import { addressOf, type Call } from './call.js'
import { check } from './check.js'
import { concludeRefusal } from './conclude-refusal.js'
import { type FindConfiguration, Findings, publishAdmission } from './findings.js'
import { presentedToken } from './presented-token.js'

/** A request of any server or transport. */
export interface AsapRequest {
  /** Names in any letter case, or the `Headers` of Fetch. */
  readonly headers: object
  /** Names and values in turn, each line as received: shows which header was sent twice. */
  readonly rawHeaders?: readonly string[] | undefined
  readonly url?: string | undefined
}

export interface AsapCheckOptions {
  /**
   * The token, where it does not come in a header: of Socket.IO, `socket.handshake.auth.token`. Where this
   * option is there, no header is read for a token; undefined, null and an empty text say that there is none.
   */
  readonly token?: unknown
  /** Of a guard of many tenants: whose request it is. Without it, the option `tenant` is asked. */
  readonly tenant?: string | undefined
  /** With the option `dpop`: the proof of possession. Undefined or null: the header `DPoP` of the request. */
  readonly proof?: unknown
  /** With the option `dpop`: the method that the proof is for. */
  readonly method?: string | undefined
  /** With the option `dpop`: the address that the proof is for, as `req.url` has it, or absolute. */
  readonly url?: string | undefined
}

/** `guard.check`: the decision alone, for a transport that the guard does not know. It answers nothing. */
export function bareCheck(find: FindConfiguration) {
  return async function asapCheck(
    request: AsapRequest,
    options: AsapCheckOptions = {},
  ): Promise<AsapAuth | AsapGuest> {
    const found = new Findings()
    try {
      const admission = await check(bareCall(request, options), find, found)
      publishAdmission(found, admission)
      return admission.auth as AsapAuth | AsapGuest
    } catch (thrown) {
      throw concludeRefusal(found, thrown, 'caller')
    }
  }
}

function bareCall(request: AsapRequest, options: AsapCheckOptions): Call {
  const received: RequestHeaders = {
    headers: lowerCaseHeaders(request.headers),
    ...(request.rawHeaders && { rawHeaders: request.rawHeaders }),
  }
  const isTokenGiven = Object.hasOwn(options, 'token')
  return {
    ...received,
    request: request as Request,
    tenant: options.tenant,
    method: options.method,
    url: options.url,
    proofs: () => givenProofs(options.proof, received),
    isTokenGiven,
    presented: isTokenGiven
      ? (_call, settings, site) => givenToken(options.token, settings, site, request)
      : presentedToken,
  }
}

function givenToken(
  token: unknown,
  { reportOnly }: Settings,
  { origin }: Site,
  request: AsapRequest,
): PresentedToken | undefined {
  if (token === undefined || token === null || token === '') return undefined
  if (typeof token !== 'string') throw new AsapGuardError('request_invalid', '`token` must be a text')
  // A page on plain http can make such a call without an Origin, but a native app has no need to.
  const unlikeApp = origin === undefined && isInAddress(token, request)
  if (unlikeApp && !reportOnly) {
    throw new AsapGuardError('origin_missing', 'the token stands in the address: an app sends it in a header')
  }
  return { token, scheme: undefined, unlikeApp }
}

function isInAddress(token: string, request: AsapRequest): boolean {
  const address = addressOf(request)
  return address.includes(token) || percentDecoded(address).includes(token)
}

/** Socket.IO hands over what a client sent as JSON, which can be of any type. */
function givenProofs(proof: unknown, received: RequestHeaders): readonly string[] {
  if (proof === undefined || proof === null) return linesOf(received, 'dpop')
  if (typeof proof === 'string') return [proof]
  throw new AsapGuardError('proof_invalid', '`proof` must be a text')
}
