import { cpus } from 'node:os'
import { canPin } from './child.js'

/** One part of the report. */
export interface View {
  readonly title: string
  /** How it was measured. */
  readonly text: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly targets?: readonly Target[]
}

/** What a ratio should be, beside what it is. Nothing fails for it: machines differ. */
export interface Target {
  readonly what: string
  readonly target: string
  readonly measured: number
  readonly met: boolean
}

export const atLeast = (what: string, least: number, measured: number): Target => ({
  what,
  target: `≥ ${least}`,
  measured,
  met: measured >= least,
})

export const atMost = (what: string, most: number, measured: number): Target => ({
  what,
  target: `≤ ${most}`,
  measured,
  met: measured <= most,
})

export function markdown({ title, text, columns, rows, targets = [] }: View): string {
  const parts = [`## ${title}`, text, table(columns, rows)]
  if (targets.length > 0) {
    const results = targets.map(({ what, target, measured, met }) => [
      what,
      target,
      `${measured.toFixed(2)}${met ? '' : ' (missed)'}`,
    ])
    parts.push(table(['ratio', 'target', 'measured'], results))
  }
  return `${parts.join('\n\n')}\n`
}

/** The first column is text, the others are numbers. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(columns), line(rule), ...rows.map(line)].join('\n')
}

/** What the numbers were measured on, and how to measure them again. */
export function preamble(command: string): string {
  const [cpu] = cpus()
  const cores = canPin
    ? 'server and load generator on a core each'
    : 'no core reserved for anyone: taskset is missing'
  return [
    '# Benchmarks',
    '',
    `${cpu?.model.trim()}, ${cpus().length} cores, Node.js ${process.version}, ${process.platform}; ${cores}.`,
    '',
    `Run again with \`${command}\`. Compare ratios: the numbers themselves change with the machine.`,
    '',
  ].join('\n')
}

export const digits = (value: number, fraction = 2) => value.toFixed(fraction)
export const thousands = (value: number) => Math.round(value).toLocaleString('en')
