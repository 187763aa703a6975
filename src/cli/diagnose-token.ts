import { AsapConfigError } from '../config-error.js'
import type { Domain } from '../domains/domains.js'
import type { Options } from './arguments.js'
import type { CommandProcess } from './command-process.js'
import { type Finding, failed } from './finding.js'
import { keyOptions } from './key-options.js'

/** In characters: no token is nearly as long. */
const LONGEST_INPUT = 1024 * 1024

/** Why the token on standard input would be let in or refused. */
export async function diagnoseToken(
  domains: readonly Domain[],
  options: Options,
  commandProcess: CommandProcess,
): Promise<readonly Finding[]> {
  if (options.token !== '-') return [failed('token', ON_COMMAND_LINE)]
  const keys = keyOptions(options, commandProcess.env)
  if ('problem' in keys) return [keys.problem]
  const token = await tokenFrom(commandProcess)
  if (token === '') return [failed('token', NO_INPUT)]
  try {
    // Loading the guard takes longer than all that is done without a token.
    const { asapGuard } = await import('../guard/guard.js')
    const guard = asapGuard({
      domains,
      allowInternalHosts: options['allow-internal-hosts'],
      issuer: options.issuer ?? null,
      audience: options.audience ?? null,
      ...keys.options,
    })
    const { steps } = await guard.diagnose({ token, origin: options.origin })
    return steps
  } catch (error) {
    // Stryker disable next-line ConditionalExpression: nothing else is thrown that anybody knows of.
    if (error instanceof AsapConfigError)
      return error.issues.map(({ path, message }) => failed(nameOf(path), message))
    throw error
  }
}

const ON_COMMAND_LINE =
  '--token takes "-" alone, and reads the token from standard input: other users of the machine can read a ' +
  'command line. What was given is not shown.'

const NO_INPUT =
  'Nothing came from standard input: pipe the token into the command, or paste it and press Ctrl+D.'

/** The names on the command line of the options that a configuration error is about. */
const NAMES: Readonly<Record<string, string>> = {
  secret: '--secret-env',
  publicKey: '--public-key',
  jwksUri: '--jwks-uri',
  issuer: '--issuer',
  audience: '--audience',
}

const nameOf = ([first]: readonly (string | number)[]) => NAMES[String(first)] ?? String(first)

/** Without the line end that shells add. */
async function tokenFrom({ stdin, stderr }: CommandProcess): Promise<string> {
  if (stdin.isTTY) stderr.write('Paste the token, then press Enter and Ctrl+D:\n')
  let text = ''
  // Stryker disable next-line StringLiteral: without a name it is UTF-8 as well.
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > LONGEST_INPUT) break
  }
  return text.trim()
}
