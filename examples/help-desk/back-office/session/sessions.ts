import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Sessions {
  /** The code that opens the next session. It works once. */
  code(): string
  /** Opens a session for whoever has the code, and returns its name; undefined for any other code. */
  open(code: string): string | undefined
  isOpen(name: string | undefined): boolean
  close(name: string | undefined): void
}

/** How long a session lasts, in milliseconds: a working day. */
export const SESSION_LIFETIME = 8 * 60 * 60_000

/**
 * The administrators' sessions. The one-time code stands in for a real login, with its passwords, second
 * factors and limits on attempts: 128 random bits cannot be guessed. Sessions end with the process.
 */
export function openSessions(): Sessions {
  let code = random()
  const ends = new Map<string, number>()

  return {
    code: () => code,
    open(given) {
      if (!isSame(given, code)) return undefined
      code = random()
      const name = random()
      ends.set(name, Date.now() + SESSION_LIFETIME)
      return name
    },
    isOpen: (name = '') => Date.now() < (ends.get(name) ?? 0),
    close(name = '') {
      ends.delete(name)
    },
  }
}

const random = () => randomBytes(16).toString('hex')

/** Compares in constant time, so that the time does not tell how much of a guess was right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
