#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { safeParseDomains } from './domains/domains.js'
import { explainOrigin } from './site/explain.js'

const USAGE = `Usage: asap-guard check DOMAIN... [--origin URL] [--allow-internal-hosts]

Validates a whitelist of domains, and explains what it says of a calling site.
Exit code: 0 if the list is good and the site would be let in, 1 if not.`

interface Report {
  readonly text: string
  readonly good: boolean
}

/** What the command prints for its arguments. */
function report(args: readonly string[]): Report {
  const parsed = parsedArguments(args)
  if (parsed === undefined || parsed.help) return { text: USAGE, good: parsed !== undefined }
  const { domains, origin, allowInternalHosts } = parsed
  const result = safeParseDomains(domains, { allowInternalHosts })
  if (!result.success) {
    const lines = result.issues.map(({ message, suggestion }) => {
      return `✗ ${message}${suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`}`
    })
    return { text: lines.join('\n'), good: false }
  }
  const list = result.data.map((domain) => `✓ ${domain}`).join('\n')
  if (origin === undefined) return { text: list, good: true }
  const { allowed, reason } = explainOrigin({ domains: result.data, reportOnly: false }, { origin })
  return { text: `${list}\n${allowed ? '✓' : '✗'} ${reason}`, good: allowed }
}

function parsedArguments(args: readonly string[]) {
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
    const { origin, help } = values
    if (command !== 'check' && !help) return undefined
    return { domains, origin, help, allowInternalHosts: values['allow-internal-hosts'] }
  } catch {
    return undefined // An option that does not exist, or --origin without a value.
  }
}

const { text, good } = report(process.argv.slice(2))
process.stdout.write(`${text}\n`)
process.exitCode = good ? 0 : 1
