import { z } from 'zod'

/** A check for each option of an interface. One that is missing or misspelt does not compile. */
export type ShapeOf<Options> = {
  readonly [Name in keyof Required<Options>]: z.ZodType<unknown, Options[Name]>
}

export type OneOrMore<Value> = Value | readonly Value[]

/** The most entries that the list of an option may have, unless its docstring names another number. */
export const MOST_LISTED = 100

/** The most that `maxAge`, `staleFor` and `cooldown` may be, in seconds. */
export const WEEK = 7 * 24 * 3600

export const trueOrFalse = z.boolean('must be true or false')

export const text = z.string('must be a text').min(1, 'must not be empty')

/** A number of seconds within bounds. */
export const secondsBetween = (min: number, max: number) => {
  const message = `must be a number of seconds from ${min} to ${max}`
  return z.number(message).min(min, message).max(max, message)
}

export const functionOf = <Type>() =>
  z.custom<Type>((value) => typeof value === 'function', 'must be a function')

/** An option that is read by other code, since its check needs other options. */
export const readApart = <Type>() => z.custom<Type>()

/** A list of bounded length. The entries of a longer one are not looked at. */
export function listOf<Entry extends z.ZodType>(entry: Entry, message: string, most = MOST_LISTED) {
  return z
    .custom<z.input<Entry>[]>(Array.isArray, message)
    .refine(({ length }) => length <= most, `must list at most ${most}`)
    .pipe(z.array(entry))
}

/** Longer ones would fill a log, and nobody reads them. */
const LONGEST_SUGGESTION = 200

/**
 * A text that `problemOf` finds nothing wrong with.
 *
 * @param meant another spelling of a refused text, which is suggested where nothing is wrong with it
 */
export function textWithout(
  problemOf: (entry: string) => string | undefined,
  meant: (entry: string) => string | undefined = () => undefined,
) {
  return z.string('must be a text').superRefine((entry, context) => {
    const message = problemOf(entry)
    if (message === undefined) return
    const spelling = meant(entry)
    const isGood = spelling !== undefined && spelling.length <= LONGEST_SUGGESTION && !problemOf(spelling)
    // Stryker disable next-line StringLiteral: only unknown options are told by their code.
    context.addIssue({ code: 'custom', message, ...(isGood && { params: { suggestion: spelling } }) })
  })
}

const UNSET =
  'is undefined: is the environment variable set? Leave the option out if nothing is to be checked'

/**
 * An option that adds a check, and may be left out. If it is there but undefined, that is an error: a
 * variable that is not set must not switch the check off.
 */
export function addsCheck<Output, Input>(check: z.ZodType<Output, Input>) {
  return z.exactOptional(z.custom<Input>((value) => value !== undefined, UNSET).pipe(check))
}
