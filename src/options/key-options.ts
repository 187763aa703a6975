import type { ConfigIssue } from '../errors.js'
import { ALGORITHMS, type Algorithm, HMAC_ALGORITHMS, PUBLIC_KEY_ALGORITHMS } from '../keys/algorithms.js'
import { configuredKeys } from '../keys/configured-keys.js'
import type { KeySource, ReadKey, VerificationKey } from '../keys/key-source.js'
import { readPublicKey } from '../keys/public-key.js'
import { readSecret } from '../keys/secret.js'
import { isHttpsOrLoopback } from '../loopback.js'

/** The options of which exactly one names the keys. */
export const KEY_OPTIONS = ['secret', 'publicKey', 'jwksUri'] as const
const ONE_KEY_OPTION = 'give exactly one of `secret`, `publicKey` and `jwksUri`'

/** The options about keys, before they were checked. */
export type KeyOptions = Readonly<Record<string, unknown>>

export interface KeyOptionsResult {
  readonly issues: readonly ConfigIssue[]
  /** Makes the source of keys; to be called only when there are no issues. */
  readonly keys: () => KeySource
}

/**
 * Reads `secret`, `publicKey` or `jwksUri` and what goes with them.
 *
 * @param keySet makes the source of keys for a `jwksUri`
 */
export function readKeyOptions(
  options: KeyOptions,
  keySet: (uri: string, algorithms: readonly Algorithm[]) => KeySource,
): KeyOptionsResult {
  const given = KEY_OPTIONS.filter((name) => options[name] !== undefined)
  const [name] = given
  const issues: ConfigIssue[] = []
  if (name === undefined) {
    const unset = KEY_OPTIONS.find((key) => key in options)
    const message = unset ? 'is undefined: is the environment variable set?' : ONE_KEY_OPTION
    issues.push({ path: unset ? [unset] : [], message })
  }
  for (const other of given.slice(1)) issues.push({ path: [other], message: ONE_KEY_OPTION })
  if (name !== 'jwksUri') issues.push(...misplaced(options, 'jwks', 'goes with `jwksUri` alone'))

  const kind: readonly Algorithm[] = name === 'secret' ? HMAC_ALGORITHMS : PUBLIC_KEY_ALGORITHMS
  const asked = askedAlgorithms(options.algorithms)
  for (const algorithm of name === undefined ? [] : asked) {
    if (kind.includes(algorithm)) continue
    issues.push({
      path: ['algorithms'],
      message: `${algorithm} does not go with \`${name}\`: use ${kind.join(', ')}`,
    })
  }
  const chosen = asked.some((algorithm) => kind.includes(algorithm)) ? asked : kind

  const keys: VerificationKey[] = []
  if (name === 'secret') issues.push(...readList(name, options.secret, readSecret, chosen, keys))
  if (name === 'publicKey') issues.push(...readList(name, options.publicKey, readPublicKey, chosen, keys))
  if (name === 'jwksUri') issues.push(...jwksUriIssues(options))
  return {
    issues,
    keys: () => (name === 'jwksUri' ? keySet(options.jwksUri as string, chosen) : configuredKeys(keys)),
  }
}

/** What is wrong with the options about keys. */
export const keyOptionIssues = (options: KeyOptions) =>
  readKeyOptions(options, () => configuredKeys([])).issues

/** Those of `algorithms` that exist; the schema of the options reports the others. */
function askedAlgorithms(option: unknown): readonly Algorithm[] {
  return Array.isArray(option) ? ALGORITHMS.filter((algorithm) => option.includes(algorithm)) : []
}

function misplaced(options: KeyOptions, option: string, message: string): ConfigIssue[] {
  return options[option] === undefined ? [] : [{ path: [option], message }]
}

/** Reads one key or a list of them into `keys`, each narrowed to the chosen algorithms. */
function readList(
  name: string,
  option: unknown,
  read: (input: unknown) => ReadKey,
  chosen: readonly Algorithm[],
  keys: VerificationKey[],
): ConfigIssue[] {
  const inputs = Array.isArray(option) ? [...option] : [option]
  if (inputs.length === 0) return [{ path: [name], message: 'needs at least one key' }]
  return inputs.flatMap((input, index) => {
    const path = Array.isArray(option) ? [name, index] : [name]
    const place = Array.isArray(option) ? `${name}[${index}]` : name
    const problem = add(read(input), place, chosen, keys)
    return problem === undefined ? [] : [{ path, message: problem }]
  })
}

function add(
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

function jwksUriIssues(options: KeyOptions): ConfigIssue[] {
  const problem = jwksUriProblem(options.jwksUri)
  const issues: ConfigIssue[] = problem === undefined ? [] : [{ path: ['jwksUri'], message: problem }]
  for (const name of ['issuer', 'audience']) {
    if (options[name] !== undefined) continue
    const message = `is required with \`jwksUri\`, whose keys sign for others too; null accepts any`
    issues.push({ path: [name], message })
  }
  return issues
}

/** RFC 7517 §8.1 asks for TLS; credentials would end up in logs. */
function jwksUriProblem(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return 'must be an https address'
  const url = new URL(uri)
  if (url.username !== '' || url.password !== '') return 'must not hold credentials'
  return isHttpsOrLoopback(url) ? undefined : 'must be an https address (http is for loopback hosts only)'
}
