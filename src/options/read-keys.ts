import type { ConfigIssue } from '../config-error.js'
import { ALGORITHMS, type Algorithm, HMAC_ALGORITHMS, PUBLIC_KEY_ALGORITHMS } from '../keys/algorithms.js'
import { configuredKeys } from '../keys/configured-keys.js'
import type { JwksSettings } from '../keys/jwks/key-set-refresher.js'
import type { KeySource, ReadKey, VerificationKey } from '../keys/key-source.js'
import { readPublicKey } from '../keys/public-key.js'
import { readSecret } from '../keys/secret.js'
import { MOST_LISTED } from './checks.js'
import { jwksSettings, jwksUriIssues } from './jwks.js'
import { KEY_OPTIONS } from './keys.js'

const ONE_KEY_OPTION = 'give exactly one of `secret`, `publicKey` and `jwksUri`'

/** The options about keys, before they were checked. */
export type RawKeyOptions = Readonly<Record<string, unknown>>

export interface ReadKeys {
  readonly issues: readonly ConfigIssue[]
  /**
   * Makes the source of keys. It must not be called if there are issues.
   *
   * @param keySet makes it for a `jwksUri`
   */
  readonly keys: (keySet: (settings: JwksSettings) => KeySource) => KeySource
}

/** Reads `secret`, `publicKey` or `jwksUri` and what goes with them. */
export function readKeys(options: RawKeyOptions): ReadKeys {
  const [name, ...others] = KEY_OPTIONS.filter((option) => options[option] !== undefined)
  const kind: readonly Algorithm[] = name === 'secret' ? HMAC_ALGORITHMS : PUBLIC_KEY_ALGORITHMS
  const asked = askedAlgorithms(options.algorithms)
  const chosen = asked.some((algorithm) => kind.includes(algorithm)) ? asked : kind
  const issues = [
    ...(name === undefined ? [noKeyIssue(options)] : misfits(name, kind, asked)),
    ...others.map((other) => ({ path: [other], message: ONE_KEY_OPTION })),
    ...(name === 'jwksUri' || options.jwks === undefined ? [] : [JWKS_ALONE]),
  ]
  if (name === 'jwksUri') {
    const jwks = jwksSettings(options.jwks)
    const uri = options.jwksUri as string
    issues.push(...jwksUriIssues(uri, jwks.insecureHttp), ...missingIssuers(options))
    return { issues, keys: (keySet) => keySet({ uri, algorithms: chosen, ...jwks }) }
  }
  const keys: VerificationKey[] = []
  if (name === 'secret') issues.push(...readList(name, options.secret, readSecret, chosen, keys))
  if (name === 'publicKey') issues.push(...readList(name, options.publicKey, readPublicKey, chosen, keys))
  return { issues, keys: () => configuredKeys(keys) }
}

const JWKS_ALONE: ConfigIssue = { path: ['jwks'], message: 'goes with `jwksUri` alone' }

function noKeyIssue(options: RawKeyOptions): ConfigIssue {
  const unset = KEY_OPTIONS.find((name) => name in options)
  return unset === undefined
    ? { path: [], message: ONE_KEY_OPTION }
    : { path: [unset], message: 'is undefined: is the environment variable set?' }
}

/** Those of `algorithms` that exist. The check of the option itself reports the others. */
function askedAlgorithms(option: unknown): readonly Algorithm[] {
  return Array.isArray(option) ? ALGORITHMS.filter((algorithm) => option.includes(algorithm)) : []
}

/** HMAC and public keys never mix: whoever has a public key could sign with it as a secret. */
function misfits(name: string, kind: readonly Algorithm[], asked: readonly Algorithm[]): ConfigIssue[] {
  return asked
    .filter((algorithm) => !kind.includes(algorithm))
    .map((algorithm) => ({
      path: ['algorithms'],
      message: `${algorithm} does not go with \`${name}\`: use ${kind.join(', ')}`,
    }))
}

/** Whoever publishes a key set signs for others, too. */
function missingIssuers(options: RawKeyOptions): ConfigIssue[] {
  const message = 'is required with `jwksUri`, whose keys sign for others too; null accepts any'
  return ['issuer', 'audience']
    .filter((name) => !(name in options))
    .map((name) => ({ path: [name], message }))
}

/** Reads one key or a list of them into `keys`, each narrowed to the chosen algorithms. */
function readList(
  name: string,
  option: unknown,
  read: (input: unknown) => ReadKey,
  chosen: readonly Algorithm[],
  keys: VerificationKey[],
): ConfigIssue[] {
  const inputs: readonly unknown[] = Array.isArray(option) ? option : [option]
  if (inputs.length === 0) return [{ path: [name], message: 'needs at least one key' }]
  if (inputs.length > MOST_LISTED) return [{ path: [name], message: `must list at most ${MOST_LISTED}` }]
  return inputs.flatMap((input, index) => {
    const path = Array.isArray(option) ? [name, index] : [name]
    const place = Array.isArray(option) ? `${name}[${index}]` : name
    const problem = typeof input === 'function' ? NO_FUNCTION : addKey(read(input), place, chosen, keys)
    return problem === undefined ? [] : [{ path, message: problem }]
  })
}

const NO_FUNCTION =
  'is a function: give the keys themselves, or the address of a key set as `jwksUri`; ' +
  'for keys of each tenant, give `tenant` and `load`'

function addKey(
  key: ReadKey,
  place: string,
  chosen: readonly Algorithm[],
  keys: VerificationKey[],
): string | undefined {
  if ('problem' in key) return key.problem
  if (key.kid !== undefined && keys.some(({ kid }) => kid === key.kid))
    return 'repeats a kid: each needs its own'
  const algorithms = key.algorithms.filter((algorithm) => chosen.includes(algorithm))
  if (algorithms.length === 0) return `fits none of \`algorithms\`: it can serve ${key.algorithms.join(', ')}`
  keys.push({ key: key.key, kid: key.kid, algorithms, place })
  return undefined
}
