import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a program and gives what it wrote. A failure's message has all of it: compilers report to the standard output. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  options: { readonly timeout?: number; readonly env?: NodeJS.ProcessEnv } = {},
) {
  try {
    return await execute(program, args, { cwd, ...options, maxBuffer: 16 * 1024 * 1024 })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause })
  }
}

/** Runs a script in a process of its own. */
export function runNode(args: readonly string[], cwd: string) {
  return run(process.execPath, args, cwd)
}
