import type { z } from 'zod'
import type { ConfigIssue } from '../config-error.js'
import { nearMiss } from '../near-miss.js'
import { escaped } from '../quoted.js'
import { OTHER_NAMES } from './other-names.js'

/** Somebody who hands over that many unknown options has handed over something else. */
const MOST_UNKNOWN = 20

/** Longer names are cut: an error is for people. */
const LONGEST_NAME = 60

/** The members of options that are objects, by the name of the option. */
export type KnownMembers = Readonly<Record<string, readonly string[]>>

/**
 * What a person reads of zod's issues.
 *
 * @param options the names of all options
 * @param members the names of the members of those that are objects
 */
export function configIssues(
  error: z.ZodError | undefined,
  options: readonly string[],
  members: KnownMembers,
): ConfigIssue[] {
  return (error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as (string | number)[]
    if (issue.code === 'unrecognized_keys') {
      const [option] = path
      const known = option === undefined ? options : (members[option] as readonly string[])
      return unknownNames(path, issue.keys, known)
    }
    const { params } = issue as { params?: { suggestion?: string } }
    return [{ path, message: issue.message, suggestion: params?.suggestion }]
  })
}

function unknownNames(
  path: readonly (string | number)[],
  names: readonly string[],
  known: readonly string[],
): ConfigIssue[] {
  const issues = names.slice(0, MOST_UNKNOWN).map((name) => unknownName(path, name, known))
  const more = names.length - issues.length
  return more > 0 ? [...issues, { path, message: `has ${more} more members that are not options` }] : issues
}

function unknownName(
  path: readonly (string | number)[],
  name: string,
  known: readonly string[],
): ConfigIssue {
  const shown = escaped(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name)
  const place = [...path, shown]
  const pointer = OTHER_NAMES.get(place.join('.'))
  return pointer === undefined
    ? { path: place, message: 'is not an option', suggestion: nearMiss(name, known) }
    : { path: place, message: `is not an option: ${pointer}` }
}
