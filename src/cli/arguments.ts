import { parseArgs } from 'node:util'

export const USAGE = `Usage: asap-guard check DOMAIN... [--origin URL] [--allow-internal-hosts] [--json]
       asap-guard check DOMAIN... --token - KEY [--issuer X] [--audience Y] [--origin URL] [--json]

Validates a whitelist of domains, and explains what it says of a calling site and of a token.

  DOMAIN                  an approved site, such as help.example.com or *.example.org
  --origin URL            the calling site, such as https://help.example.com, or the address of its page
  --allow-internal-hosts  accept names under no public suffix, such as intranet
  --token -               read a token from standard input, and say why it is let in or refused
  --issuer X              the issuer that the token must name (iss); any without it
  --audience Y            the audience that the token must name (aud); any without it
  --json                  print { allowed, code, steps } for programs
  -h, --help              print this text

KEY is one of these; no token and no secret stands on the command line, which other users can read:
  --secret-env NAME       the shared secret is in the environment variable NAME
  --public-key FILE       the public key is in a file: a PEM, a JWK or a JWK Set
  --jwks-uri URL          the public keys are published at this address

Exit code: 0 if the list is good and the call would be let in, 1 if not.`

const OPTIONS = {
  origin: { type: 'string' },
  'allow-internal-hosts': { type: 'boolean', default: false },
  token: { type: 'string' },
  'secret-env': { type: 'string' },
  'public-key': { type: 'string' },
  'jwks-uri': { type: 'string' },
  issuer: { type: 'string' },
  audience: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** The options of the command, by their names on the command line. */
export type Options = ReturnType<typeof parse>['values']

/** What the command was asked. */
export interface Question {
  readonly domains: readonly string[]
  readonly options: Options
}

/** @returns undefined if the command was called wrongly */
export function readArguments(args: readonly string[]): Question | undefined {
  let question: Question | undefined
  try {
    const { values, positionals } = parse(args)
    const [command, ...domains] = positionals
    if (command === 'check' || values.help) question = { domains, options: values }
  } catch {
    // An option that does not exist, or one without its value.
  }
  return question
}

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
