import { z } from 'zod'

/** One line of text that somebody typed. PostgreSQL could not store every control character. */
export const oneLine = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u)
