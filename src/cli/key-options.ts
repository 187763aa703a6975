import { readFileSync } from 'node:fs'
import type { PublicKeyInput } from '../keys/public-key.js'
import type { Options } from './arguments.js'
import { type Finding, failed } from './finding.js'

/** The option of a guard that names its keys. */
type KeyOption = { secret: string } | { publicKey: PublicKeyInput } | { jwksUri: string }

/** That option, or why there is none. */
export type KeyOptions = { readonly options: KeyOption } | { readonly problem: Finding }

const NAMES = ['secret-env', 'public-key', 'jwks-uri'] as const
const CHOICE = '--secret-env NAME, --public-key FILE or --jwks-uri URL'

/** Reads the keys from where the command line says. It is not quoted: it may hold the secret itself. */
export function keyOptions(options: Options, env: NodeJS.ProcessEnv): KeyOptions {
  const [name, ...others] = NAMES.filter((option) => options[option] !== undefined)
  if (name === undefined) return problem(`A signature is verified with a key: give ${CHOICE}.`)
  if (others.length > 0) return problem(`Give exactly one of ${CHOICE}.`)
  const value = options[name] as string
  switch (name) {
    case 'secret-env':
      return secretIn(value, env)
    case 'public-key':
      return publicKeyIn(value)
    case 'jwks-uri':
      return { options: { jwksUri: value } }
  }
}

const problem = (says: string) => ({ problem: failed('key', says) })

const NOT_SET =
  '--secret-env takes the name of an environment variable, and none of this name is set. If it is the ' +
  'secret itself, put it into a variable: other users of the machine can read a command line.'

function secretIn(variable: string, env: NodeJS.ProcessEnv): KeyOptions {
  const secret = Object.hasOwn(env, variable) ? env[variable] : undefined
  return secret === undefined ? problem(NOT_SET) : { options: { secret } }
}

function publicKeyIn(file: string): KeyOptions {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return problem(`--public-key takes a file, and it cannot be read (${(error as { code?: string }).code}).`)
  }
  if (!/^\s*[{[]/.test(text)) return { options: { publicKey: text } }
  try {
    const json = JSON.parse(text)
    return { options: { publicKey: json.keys ?? json } }
  } catch {
    return problem('The file of --public-key begins like JSON, but it is none: is it whole?')
  }
}
