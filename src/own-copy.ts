/**
 * A copy of a text of single bytes, such as a token. In V8 a part of a text keeps the whole text in memory,
 * which what is kept for longer than a request must not.
 */
export const ownCopy = (text: string) => Buffer.from(text, 'latin1').toString('latin1')
