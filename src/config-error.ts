import { instancesWith } from './branded.js'
import { didYouMean } from './near-miss.js'

/** One thing wrong with a configuration: where, what, and the right spelling where there is one. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly suggestion?: string
}

const BRAND = Symbol.for('asap-guard: AsapConfigError')

/**
 * A configuration that cannot be used, with everything that is wrong with it. Thrown while setting up, never
 * while serving, and it never holds a secret.
 */
export class AsapConfigError extends TypeError {
  static override readonly [Symbol.hasInstance] = instancesWith(BRAND)

  override readonly name = 'AsapConfigError'
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[]) {
    super(`asap-guard cannot use this configuration:${lines(issues)}`)
    this.issues = issues
  }
}
// Not a member of the class: the types of the two copies stay compatible.
Object.defineProperty(AsapConfigError.prototype, BRAND, { value: true })

/** A line for each issue. What concerns the configuration as a whole stays on the line that says so. */
function lines(issues: readonly ConfigIssue[]): string {
  const [first] = issues as readonly [ConfigIssue, ...ConfigIssue[]]
  const isWhole = issues.length === 1 && first.path.length === 0
  return isWhole ? ` ${first.message}` : issues.map((issue) => `\n  ${line(issue)}`).join('')
}

function line({ path, message, suggestion }: ConfigIssue): string {
  const place = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : joined(text, key)),
    '',
  )
  return `${place && `${place}: `}${message}${didYouMean(suggestion)}`
}

const joined = (text: string, key: string) => (text === '' ? key : `${text}.${key}`)
