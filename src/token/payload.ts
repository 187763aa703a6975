import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { inTime } from '../in-time.js'
import { isPromise } from '../promise.js'
import { copyJson } from './auth.js'
import { brokenRules } from './broken-rules.js'
import { CAN_CONTAIN, containRejections } from './contain-rejections.js'
import type { StandardResult, StandardSchema } from './standard-schema.js'

/** The schema of a payload, of any library that has Standard Schema (https://standardschema.dev). */
export type ClaimsSchema<Payload = unknown> = StandardSchema<Payload>

/** Without a schema, the payload is any JSON object. */
export type AnyClaims = ClaimsSchema<Record<string, unknown>>

/** What a schema makes of a payload. */
export type PayloadOf<Claims extends ClaimsSchema> = NonNullable<Claims['~standard']['types']>['output']

/** How long an asynchronous schema may take, in milliseconds. */
const TIMEOUT = 5000

/**
 * What the schema makes of a payload. The answer is a promise only if the schema has asynchronous parts. The
 * schema gets a copy of the payload.
 *
 * @throws {AsapGuardError} `token_claims`; its `detail` names claims and rules, never values.
 */
export function readPayload<Output>(
  schema: ClaimsSchema<Output>,
  payload: JsonObject,
): Output | Promise<Output> {
  const claims: object = Object.assign(bareObject(), copyJson(payload))
  const accept = (result: StandardResult<Output>) => {
    const value = acceptedValue(result, schema['~standard'].vendor)
    return value === claims ? ({ ...claims } as Output) : value
  }
  try {
    const result = containRejections(() => validate(schema, claims))
    if (!isPromise(result)) return accept(result)
    return result.then(accept).catch((error) => {
      throw refusalOf(error)
    })
  } catch (error) {
    throw refusalOf(error)
  }
}

/**
 * An object that inherits nothing: a schema must not take what is on `Object.prototype` for a claim. V8 makes
 * an object of `Object.create(null)` slow to read, but not one whose prototype is such an object.
 */
const bareObject = () => new (Bare as unknown as new () => object)()

function Bare() {}
Bare.prototype = Object.create(null)

function refusalOf(cause: unknown): AsapGuardError {
  if (cause instanceof AsapGuardError) return cause
  const detail = 'the `claims` schema threw or rejected, or took longer than 5 s: see `cause`'
  return new AsapGuardError('token_claims', detail, { cause })
}

/** Schemas that have once answered with a promise. */
const asynchronous = new WeakSet<ClaimsSchema>()

function validate<Output>(schema: ClaimsSchema<Output>, claims: object) {
  const result = mustWait(schema) ? waitForZod(schema, claims) : schema['~standard'].validate(claims)
  if (!isPromise(result)) return result
  asynchronous.add(schema)
  return inTime(result, TIMEOUT)
}

interface ZodSchema<Output> extends ClaimsSchema<Output> {
  safeParseAsync(value: unknown): Promise<{ data?: Output; error?: { issues: readonly [] } }>
}

/**
 * zod's own `validate` first runs a schema synchronously. If it meets an asynchronous check, it forgets the
 * promise and runs the schema again. The check is then made twice, and if the forgotten promise rejects and
 * rejections cannot be contained, the process ends. `safeParseAsync` runs the schema once, but always answers
 * with a promise, so it is asked only for schemas that are known to be asynchronous.
 */
function mustWait<Output>(schema: ClaimsSchema<Output>): schema is ZodSchema<Output> {
  return (
    schema['~standard'].vendor === 'zod' &&
    typeof (schema as ZodSchema<Output>).safeParseAsync === 'function' &&
    (!CAN_CONTAIN || asynchronous.has(schema))
  )
}

async function waitForZod<Output>(
  schema: ZodSchema<Output>,
  claims: object,
): Promise<StandardResult<Output>> {
  const { data, error } = await schema.safeParseAsync(claims)
  return error ? error : { value: data as Output }
}

/** A result without a value and without issues comes from a mistake in the schema, so it accepts nothing. */
function acceptedValue<Output>(result: StandardResult<Output> | undefined, vendor: string): Output {
  if (result?.issues) throw new AsapGuardError('token_claims', brokenRules(result.issues, vendor))
  if (typeof result === 'object' && result !== null && 'value' in result) return settled(result.value)
  throw new AsapGuardError('token_claims', 'the `claims` schema answered with neither a value nor issues')
}

/** A value that is a promise was never checked, and nobody would wait for it in time. */
function settled<Output>(value: Output): Output {
  if (!isPromise(value)) return value
  value.then(undefined, () => {})
  throw new AsapGuardError(
    'token_claims',
    'the `claims` schema made a promise of the payload: use the asynchronous functions of its library',
  )
}
