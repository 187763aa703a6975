import { AsapConfigError, MAX_DOMAINS, parseDomains, safeParseDomains } from 'asap-guard/domains'

const form = document.querySelector('textarea')

/** What a form in a browser does: there are types for the page, and none for Node. */
export function check(): string {
  const result = safeParseDomains(form?.value.split('\n'))
  return result.success ? result.data.join('\n') : result.issues.map(({ message }) => message).join('\n')
}

export function save(domains: string[]): readonly string[] {
  try {
    return parseDomains(domains.slice(0, MAX_DOMAINS))
  } catch (error) {
    if (error instanceof AsapConfigError) return []
    throw error
  }
}

// @ts-expect-error: what this compiles with knows nothing of Node.
export const environment = process.env
