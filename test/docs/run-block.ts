import type { Block } from './markdown.js'

export interface Surroundings {
  /** What the block reads from `process.env`. */
  readonly env?: Readonly<Record<string, string>>
  /** Names that the block uses and does not declare, as a fragment does. */
  readonly given?: Readonly<Record<string, unknown>>
  /** Files that it imports, by the name that it gives them. */
  readonly modules?: Readonly<Record<string, object>>
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** Runs the JavaScript of a block as it stands, in this process, and gives what it declares, by name. */
export async function runBlock(
  { code, id }: Block,
  { env = {}, given = {}, modules = {} }: Surroundings = {},
  // biome-ignore lint/suspicious/noExplicitAny: what a block declares has whatever type it has.
): Promise<Record<string, any>> {
  const body = code
    .replace(/^import (\w+) from '(.+)'$/gm, "const { default: $1 } = await load('$2')")
    .replace(/^import \* as (\w+) from '(.+)'$/gm, "const $1 = await load('$2')")
    .replace(/^import (\{.+\}) from '(.+)'$/gm, "const $1 = await load('$2')")
    .replace(/^export (?=(?:async )?(?:const|function))/gm, '')
  const simple = body.matchAll(/^(?:const|let|(?:async )?function) (\w+)/gm)
  const taken = body.matchAll(/^const \{ ([\w, ]+) \} =/gm)
  const declared = [...simple, ...taken].map(([, names]) => names)
  const program = `'use strict'\n${body}\nreturn { ${declared.join(', ')} }\n//# sourceURL=${id}`
  const load = (name: string) => modules[name] ?? import(/* @vite-ignore */ name)
  const run = new AsyncFunction('load', 'process', ...Object.keys(given), program)
  return run(load, { env, once: () => {} }, ...Object.values(given))
}
