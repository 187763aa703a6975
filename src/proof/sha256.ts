import { hash } from 'node:crypto'

/** In base64url: 43 characters, of whatever length the text is. */
export const sha256 = (text: string) => hash('sha256', text, 'base64url')
