#!/usr/bin/env node
import { type Options, type Question, readArguments, USAGE } from './cli/arguments.js'
import { diagnoseToken } from './cli/diagnose-token.js'
import { asJson, asLines, asTable, type Finding, failed, pageOf } from './cli/finding.js'
import { type Domain, safeParseDomains } from './domains/domains.js'
import { looksLikeToken } from './looks-like-token.js'
import { didYouMean } from './near-miss.js'
import { explainOrigin } from './site/explain.js'

async function main(args: readonly string[]): Promise<void> {
  const question = readArguments(args)
  if (question === undefined || question.options.help) {
    console.log(USAGE)
    process.exitCode = question === undefined ? 1 : 0
    return
  }
  const findings = await check(question)
  const { json, token } = question.options
  const lines = token === undefined ? asLines(findings) : asTable(findings)
  if (json) console.log(asJson(findings))
  else for (const line of [...lines, pageOf(findings) ?? []].flat()) console.log(line)
  process.exitCode = findings.every(({ passed }) => passed) ? 0 : 1
}

/** The list first: nothing else can be checked against one that cannot be used. */
async function check({ domains, options }: Question): Promise<readonly Finding[]> {
  const tokens = tokensAmong(domains)
  if (tokens.length > 0) return tokens
  const result = safeParseDomains(domains, { allowInternalHosts: options['allow-internal-hosts'] })
  if (!result.success) {
    return result.issues.map(({ message, suggestion }) => failed('domains', message + didYouMean(suggestion)))
  }
  const approved = result.data.map((domain) => ({ check: 'domains', passed: true, says: domain }))
  return [...approved, ...(await checkCall(result.data, options))]
}

async function checkCall(domains: readonly Domain[], options: Options): Promise<readonly Finding[]> {
  if (options.token !== undefined) return diagnoseToken(domains, options)
  const { origin } = options
  const lonely = WITH_TOKEN.filter((name) => options[name] !== undefined)
  if (lonely.length > 0) return lonely.map((name) => failed('token', `--${name} goes with --token -`))
  if (origin === undefined) return []
  const { reason, ...decision } = explainOrigin({ domains, reportOnly: false }, { origin })
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

void main(process.argv.slice(2))
