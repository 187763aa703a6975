import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Third-party test vectors are no part of the project: they are read from `../shared/vectors` next to it, or from the
 * folder that ASAP_VECTORS names. Tests skip, and say so, where a set is absent; ASAP_REQUIRE_VECTORS=1 makes that a failure.
 */
const root = process.env.ASAP_VECTORS ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url))

if (!existsSync(root)) {
  const missing = `No test vectors at ${root}. ASAP_VECTORS names another folder`
  if (process.env.ASAP_REQUIRE_VECTORS === '1') throw new Error(missing)
  console.warn(`SKIPPED: ${missing}; ASAP_REQUIRE_VECTORS=1 makes their absence a failure.`)
}

/** The folder of a vector set such as `wpt-url`; `undefined` where it is absent. */
export function vectors(name: string): string | undefined {
  const folder = join(root, name)
  if (existsSync(folder)) return folder
  if (process.env.ASAP_REQUIRE_VECTORS === '1') throw new Error(`There is no vector set ${folder}`)
  return undefined
}

/** The text of a file of a vector set; empty where the set is absent, so that a file of skipped tests still loads. */
export function vectorText(name: string, file: string): string {
  const folder = vectors(name)
  return folder === undefined ? '' : readFileSync(join(folder, file), 'utf8')
}

/** The members of a JSON file whose top is a list; none where the set is absent. */
export function vectorList<Member>(name: string, file: string): Member[] {
  return JSON.parse(vectorText(name, file) || '[]')
}
