import { styleText } from 'node:util'

/** What was found out about one thing: a step of a diagnosis, or one like it. */
export interface Finding {
  readonly check: string
  readonly passed: boolean
  readonly code?: string
  readonly says: string
}

export const failed = (check: string, says: string): Finding => ({ check, passed: false, says })

/**
 * One line for each finding, its mark in colour where the terminal shows it. Node reads `NO_COLOR` itself.
 */
export function asLines(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ passed, says }) => {
    const mark = passed ? styleText('green', '✓') : styleText('red', '✗')
    return `${mark} ${says}`
  })
}

/** The same with the name of each check and the code of each refusal, in columns. */
export function asTable(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const rows = findings.map(({ check, code, says, ...finding }) => ({
    ...finding,
    check,
    says: `${check.padEnd(width)}  ${code === undefined ? '' : `${code}: `}${says}`,
  }))
  return asLines(rows)
}

/** The page that has more about the first refusal. */
export function pageOf(findings: readonly Finding[]): string | undefined {
  const code = firstCode(findings)
  return code === undefined ? undefined : `See docs/errors.md#${code}`
}

/** `{ allowed, code, steps }`, as `guard.diagnose` gives it. */
export function asJson(findings: readonly Finding[]): string {
  const allowed = findings.every(({ passed }) => passed)
  return JSON.stringify({ allowed, code: firstCode(findings), steps: findings }, null, 2)
}

const firstCode = (findings: readonly Finding[]) => findings.find(({ passed }) => !passed)?.code
