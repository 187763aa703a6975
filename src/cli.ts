#!/usr/bin/env node
import { parseArgs, styleText } from 'node:util'
import { safeParseDomains } from './domains/domains.js'
import { looksLikeToken } from './looks-like-token.js'
import { didYouMean } from './near-miss.js'
import { explainOrigin } from './site/explain.js'

const USAGE = `Usage: asap-guard check DOMAIN... [--origin URL] [--allow-internal-hosts]

Validates a whitelist of domains, and explains what it says of a calling site.

  DOMAIN                  an approved site, such as help.example.com or *.example.org
  --origin URL            the calling site, such as https://help.example.com, or the address of its page
  --allow-internal-hosts  accept names under no public suffix, such as intranet
  -h, --help              print this text

Exit code: 0 if the list is good and the site would be let in, 1 if not.`

/** One line of the answer. */
interface Finding {
  readonly good: boolean
  readonly text: string
}

/** What the command was asked. */
type Question = NonNullable<ReturnType<typeof readArguments>>

function main(args: readonly string[]): void {
  const question = readArguments(args)
  if (question === undefined || question.help) {
    console.log(USAGE)
    process.exitCode = question === undefined ? 1 : 0
    return
  }
  const findings = check(question)
  for (const { good, text } of findings) console.log(`${good ? GOOD : BAD} ${text}`)
  process.exitCode = findings.every(({ good }) => good) ? 0 : 1
}

/** In colour where the terminal shows it. Node reads `NO_COLOR` itself. */
const GOOD = styleText('green', '✓')
const BAD = styleText('red', '✗')

/** @returns undefined if the command was called wrongly */
function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        origin: { type: 'string' },
        'allow-internal-hosts': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const [command, ...domains] = positionals
    const { origin, help, 'allow-internal-hosts': allowInternalHosts } = values
    return command === 'check' || help ? { domains, origin, help, allowInternalHosts } : undefined
  } catch {
    return undefined // An option that does not exist, or one without its value.
  }
}

/** The list first: nothing else can be checked against one that cannot be used. */
function check({ domains, origin, allowInternalHosts }: Question): readonly Finding[] {
  const tokens = tokensAmong(domains)
  if (tokens.length > 0) return tokens
  const result = safeParseDomains(domains, { allowInternalHosts })
  if (!result.success) {
    return result.issues.map(({ message, suggestion }) => {
      return { good: false, text: `${message}${didYouMean(suggestion)}` }
    })
  }
  const approved = result.data.map((domain) => ({ good: true, text: domain }))
  if (origin === undefined) return approved
  const whitelist = { domains: result.data, reportOnly: false }
  const { allowed, reason } = explainOrigin(whitelist, { origin })
  return [...approved, { good: allowed, text: reason }]
}

function tokensAmong(domains: readonly string[]): readonly Finding[] {
  return domains.flatMap((domain, index) =>
    looksLikeToken(domain) ? [{ good: false, text: `domain ${index + 1} ${IS_TOKEN}` }] : [],
  )
}

const IS_TOKEN =
  'looks like a token, so it is not shown: leave it out. Other users of the machine can read a command line.'

main(process.argv.slice(2))
