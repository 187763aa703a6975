import { Console } from 'node:console'
import { type Domain, safeParseDomains } from '../domains/domains.js'
import { looksLikeToken } from '../looks-like-token.js'
import { didYouMean } from '../near-miss.js'
import { explainOrigin } from '../site/explain.js'
import { type Options, type Question, readArguments, USAGE } from './arguments.js'
import type { CommandProcess } from './command-process.js'
import { diagnoseToken } from './diagnose-token.js'
import { asJson, asLines, asTable, type Finding, failed, pageOf } from './finding.js'

/** @returns the exit code */
export async function runCommand(args: readonly string[], commandProcess: CommandProcess): Promise<0 | 1> {
  // A console does not mind that its reader goes away, as `head` does. A stream ends the process for that.
  const { log: print } = new Console(commandProcess.stdout)
  const question = readArguments(args)
  if (question === undefined || question.options.help) {
    print(USAGE)
    return question === undefined ? 1 : 0
  }
  const findings = await check(question, commandProcess)
  const { json, token } = question.options
  const lines = token === undefined ? asLines(findings) : asTable(findings)
  if (json) print(asJson(findings))
  else for (const line of [...lines, pageOf(findings) ?? []].flat()) print(line)
  return findings.every(({ passed }) => passed) ? 0 : 1
}

/** The list first: nothing else can be checked against one that cannot be used. */
async function check(
  { domains, options }: Question,
  commandProcess: CommandProcess,
): Promise<readonly Finding[]> {
  const tokens = tokensAmong(domains)
  if (tokens.length > 0) return tokens
  const result = safeParseDomains(domains, { allowInternalHosts: options['allow-internal-hosts'] })
  if (!result.success) {
    return result.issues.map(({ message, suggestion }) => failed('domains', message + didYouMean(suggestion)))
  }
  const approved = result.data.map((domain) => ({ check: 'domains', passed: true, says: domain }))
  return [...approved, ...(await checkCall(result.data, options, commandProcess))]
}

async function checkCall(
  domains: readonly Domain[],
  options: Options,
  commandProcess: CommandProcess,
): Promise<readonly Finding[]> {
  if (options.token !== undefined) return diagnoseToken(domains, options, commandProcess)
  const { origin } = options
  const lonely = WITH_TOKEN.filter((name) => options[name] !== undefined)
  if (lonely.length > 0) return lonely.map((name) => failed('token', `--${name} goes with --token -`))
  if (origin === undefined) return []
  const { reason, ...decision } = explainOrigin({ domains }, { origin })
  const code = decision.allowed ? {} : { code: decision.code }
  return [{ check: 'origin', passed: decision.allowed, ...code, says: reason }]
}

const WITH_TOKEN = ['secret-env', 'public-key', 'jwks-uri', 'issuer', 'audience'] as const

function tokensAmong(domains: readonly string[]): readonly Finding[] {
  return domains.flatMap((domain, index) =>
    looksLikeToken(domain) ? [failed('domains', `domain ${index + 1} ${IS_TOKEN}`)] : [],
  )
}

const IS_TOKEN =
  'looks like a token, so it is not shown: leave it out. Other users of the machine can read a command line.'
