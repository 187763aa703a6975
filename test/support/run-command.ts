import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { runCommand } from '../../src/cli/command.js'
import type { CommandProcess } from '../../src/cli/command-process.js'

interface Surroundings {
  /** What comes from standard input, at once or in parts. */
  readonly input?: string | Iterable<string>
  readonly isTerminal?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the command line in this process, and gives what it printed without its colours. */
export async function command(
  args: readonly string[],
  { input = '', isTerminal = false, env = {} }: Surroundings = {},
) {
  const stdin = Object.assign(Readable.from(typeof input === 'string' ? [input] : input), {
    isTTY: isTerminal,
  })
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const status = await runCommand(args, { env, stdin, stdout, stderr } as unknown as CommandProcess)
  return {
    status,
    stdout: stripVTControlCharacters(await text(stdout.end())),
    stderr: await text(stderr.end()),
  }
}
