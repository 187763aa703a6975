import type { JsonObject } from '../../compact-jws.js'
import type { Settings } from '../../options/read-options.js'
import { boundKey, refuseBound } from '../../proof/bound-key.js'
import { checkUnbound } from '../../proof/presented-proof.js'
import type { Site } from '../../site/site.js'
import { boundSites, checkBinding, isAppToken } from '../../token/binding.js'
import { type AsapDiagnosisStep, codeOf, failed, passed, refused, shown, thrownBy } from './step.js'

/** The claim that apps carry. Where no site is given, it tells whether the token may come without one. */
export function appSteps(
  payload: JsonObject,
  site: Site | undefined,
  settings: Settings,
): readonly AsapDiagnosisStep[] {
  const { apps, reportOnly } = settings
  if (apps === undefined || (site !== undefined && site.standing !== 'app')) return []
  const isApp = isAppToken(payload, apps)
  const says = `The token ${isApp ? 'carries' : 'does not carry'} the claim ${shown(apps.claim)} of an app`
  if (site === undefined) return [passed('app', says, isApp ? NEEDS_NO_SITE : NEEDS_SITE)]
  if (isApp) return [passed('app', says)]
  if (reportOnly) return [passed('app', says, REPORTED)]
  return [failed('app', site.code, says, WRITE_CLAIM)]
}

const NEEDS_NO_SITE = 'It may come from an app, without a site.'
const NEEDS_SITE = 'It must come from an approved site.'
const WRITE_CLAIM =
  'Have the signer write the value of `apps.equals` into it, in the tokens of the app alone.'
const REPORTED = 'The call is not refused, but only reported, because `reportOnly` is set.'

/** The site that the token is bound to, where the option `domainClaim` asks for one. */
export function domainSteps(
  payload: JsonObject,
  site: Site | undefined,
  { domainClaim, allowInternalHosts }: Settings,
): readonly AsapDiagnosisStep[] {
  if (domainClaim === undefined) return []
  const sites = boundSites(payload, domainClaim, allowInternalHosts)
  const names = `the claim ${shown(domainClaim)} names (${sites.length})`
  if (site === undefined && sites.length > 0)
    return [
      passed('domain', `The token works only from the hosts that ${names}; no site is given to compare`),
    ]
  if (site !== undefined && !isCompared(site))
    return [passed('domain', 'This is no listed site to compare with `domainClaim`')]
  // Without a site the claim names no host, and `checkBinding` throws before it looks at the origin.
  const origin = site?.origin as string
  const thrown = thrownBy(() => checkBinding(sites, origin))
  if (thrown === undefined) return [passed('domain', `${origin} is one of the hosts that ${names}`)]
  const problem = sites.length > 0 ? OTHER_SITE : Object.hasOwn(payload, domainClaim) ? BAD_HOSTS : NO_HOSTS
  return [
    failed(
      'domain',
      codeOf(thrown),
      `The token is not for this site: the claim ${shown(domainClaim)} ${problem}`,
    ),
  ]
}

/** The gate compares listed sites alone. One that it refuses is compared to tell everything at once. */
const isCompared = ({ standing, domain, origin }: Site) =>
  origin !== undefined && (domain !== undefined || standing === 'refused')

const OTHER_SITE =
  'names another one. Have the signer name the site that the widget runs on, or use the token where it ' +
  'belongs.'
const BAD_HOSTS = 'is no host. It must be one, or a list, as in `domains`: "help.example.com".'
const NO_HOSTS = 'is missing. Have the signer write the host of the site into it.'

/**
 * Whether the token is bound to a key of its bearer. A proof belongs to one request, so none is asked for
 * here.
 */
export function proofSteps(payload: JsonObject, { dpop }: Settings): readonly AsapDiagnosisStep[] {
  const thrown = thrownBy(() => {
    if (dpop === undefined) refuseBound(payload)
    else if (boundKey(payload) === undefined) checkUnbound(undefined, dpop.required)
  })
  if (thrown !== undefined) return [refused('proof', thrown)]
  return Object.hasOwn(payload, 'cnf') ? [passed('proof', BOUND)] : []
}

const BOUND =
  'The token is bound to a key (cnf.jkt): each request needs a new proof in the header DPoP beside ' +
  '"Authorization: DPoP <token>".'
