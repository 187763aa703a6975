import { generateKeyPairSync } from 'node:crypto'
import { BACKEND, createProof, type ProofKey, proofKey, sha256, TOKEN } from '../support/proofs.js'

const stranger = proofKey()
const { privateKey: rsa, publicKey: rsaPublic } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const seconds = () => Math.floor(Date.now() / 1000)

/** A base64url part of a JWS, changed as text. */
function change(proof: string, part: 0 | 1 | 2, by: (text: string) => string): string {
  const parts = proof.split('.')
  parts[part] = by(parts[part] as string)
  return parts.join('.')
}

const json = (value: unknown) => JSON.stringify(value)

/** Proofs beside a token that is bound to `key`, none of which shows that the caller holds it: what is wrong, and how. */
export function hostileProofs(key: ProofKey): Record<string, readonly [name: string, proof: string][]> {
  const good = () => createProof(key)
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }
  const claims = { jti: 'jti', htm: 'GET', htu: `${BACKEND}/tickets`, iat: seconds(), ath: sha256(TOKEN) }
  const withHeader = (changes: Record<string, unknown>) => createProof(key, { header: changes })
  const withJwk = (changes: Record<string, unknown>) => withHeader({ jwk: { ...key.jwk, ...changes } })
  const withClaims = (changes: Record<string, unknown>) => createProof(key, { claims: changes })
  const { x = '', y = '' } = key.jwk

  return {
    'its size and form': [
      ['4097 bytes', good().padEnd(4097, 'A')],
      ['a megabyte', 'A'.repeat(1024 * 1024)],
      ['a megabyte in three parts', `A.${'A'.repeat(1024 * 1024)}.A`],
      ['two parts', good().split('.').slice(0, 2).join('.')],
      ['four parts', `${good()}.AAAA`],
      ['five parts, as if encrypted', `${good()}.AAAA.AAAA`],
      ['no signature', change(good(), 2, () => '')],
      ['no header', change(good(), 0, () => '')],
      ['no payload', change(good(), 1, () => '')],
      ['a space', ` ${good()}`],
      ['a line end', `${good()}\n`],
      ['quotes', `"${good()}"`],
      ['padding', `${good()}==`],
      ['the letters of base64', change(good(), 2, (text) => `+/${text.slice(2)}`)],
      ['two proofs in one line', `${good()}, ${good()}`],
      ['a scheme', `DPoP ${good()}`],
      ['JSON', json({ payload: 'e30', signatures: [] })],
      ['a header of one letter', change(good(), 0, () => 'e')],
      ['unused bits that are set', change(good(), 2, (text) => text.slice(0, -1) + nextLetter(text.at(-1)))],
    ],
    'its header': [
      ['no JSON', createProof(key, { wholeHeader: '{"typ":"dpop+jwt"' })],
      ['no UTF-8', createProof(key, { wholeHeader: Buffer.from([0x7b, 0xff, 0x7d]) })],
      ['a list', createProof(key, { wholeHeader: json([header]) })],
      ['null', createProof(key, { wholeHeader: 'null' })],
      ['nothing', createProof(key, { wholeHeader: '{}' })],
      ['typ of a JWT', withHeader({ typ: 'JWT' })],
      ['typ of an access token', withHeader({ typ: 'at+jwt' })],
      ['typ in capitals', withHeader({ typ: 'DPOP+JWT' })],
      ['typ as a media type', withHeader({ typ: 'application/dpop+jwt' })],
      ['typ as a list', withHeader({ typ: ['dpop+jwt'] })],
      ['no typ', withHeader({ typ: undefined })],
      ['alg none', createProof(key, { header: { alg: 'none' }, alg: 'none' })],
      ['alg none with a signature', withHeader({ alg: 'none' })],
      ['alg in small letters', withHeader({ alg: 'es256' })],
      ['alg as a list', withHeader({ alg: ['ES256'] })],
      ['no alg', withHeader({ alg: undefined })],
      ['another alg for the same key', withHeader({ alg: 'ES384' })],
      [
        'HS256 with the key as secret',
        createProof(key, { header: { alg: 'HS256' }, alg: 'HS256', signingKey: Buffer.from(json(key.jwk)) }),
      ],
      [
        'RS256',
        createProof(key, {
          header: { alg: 'RS256', jwk: rsaPublic.export({ format: 'jwk' }) },
          alg: 'RS256',
          signingKey: rsa,
        }),
      ],
      ['crit', withHeader({ crit: ['exp'], exp: seconds() + 60 })],
      ['crit that is empty', withHeader({ crit: [] })],
      ['crit that is null', withHeader({ crit: null })],
      ['b64', withHeader({ b64: false })],
      [
        'the last of two alg counts',
        createProof(key, {
          wholeHeader: json(header)
            .replace('{', '{"alg":"ES256",')
            .replace(/"alg":"ES256"(?=,"jwk)/, '"alg":"none"'),
        }),
      ],
    ],
    'its key': [
      ['none', withHeader({ jwk: undefined })],
      ['null', withHeader({ jwk: null })],
      ['a text', withHeader({ jwk: json(key.jwk) })],
      ['a list', withHeader({ jwk: [key.jwk] })],
      ['a JWK Set', withHeader({ jwk: { keys: [key.jwk] } })],
      ['an address of it', withHeader({ jwk: undefined, jku: 'https://evil.example/jwks.json' })],
      ['a certificate instead', withHeader({ jwk: undefined, x5c: ['AAAA'] })],
      ['its private half beside it', withHeader({ jwk: key.privateJwk })],
      ['d that is null', withJwk({ d: null })],
      ['d that is empty', withJwk({ d: '' })],
      ['another key, which signs', createProof(stranger)],
      ['another key, which does not sign', withHeader({ jwk: stranger.jwk })],
      ['RSA', createProof(key, { header: { jwk: rsaPublic.export({ format: 'jwk' }) } })],
      ['P-384', createProof(key, { header: { jwk: p384.publicKey.export({ format: 'jwk' }) } })],
      ['a shared secret', withHeader({ jwk: { kty: 'oct', k: 'AAAA' } })],
      ['kty in small letters', withJwk({ kty: 'ec' })],
      ['crv by another name', withJwk({ crv: 'prime256v1' })],
      ['no crv', withJwk({ crv: undefined })],
      ['no y', withJwk({ y: undefined })],
      ['x as a list', withJwk({ x: [x] })],
      ['x with padding', withJwk({ x: `${x}=` })],
      [
        'x with a zero byte before it',
        withJwk({ x: Buffer.concat([Buffer.of(0), Buffer.from(x, 'base64url')]).toString('base64url') }),
      ],
      ['x that closes its text', withJwk({ x: `${x}","y":"${y}` })],
      ['x and y changed round', withJwk({ x: y, y: x })],
      ['x that is empty', withJwk({ x: '' })],
      ['x with unused bits that are set', withJwk({ x: x.slice(0, -1) + nextLetter(x.at(-1)) })],
    ],
    'its signature': [
      ['by another key', createProof(key, { signingKey: stranger.privateKey })],
      ['cut', change(good(), 2, (text) => text.slice(0, 84))],
      ['longer', change(good(), 2, (text) => `${text}AAAA`)],
      ['nothing but zeros', change(good(), 2, () => Buffer.alloc(64).toString('base64url'))],
      ['nothing but ones', change(good(), 2, () => Buffer.alloc(64, 0xff).toString('base64url'))],
      [
        'of the order of the curve',
        change(good(), 2, () => Buffer.concat([ORDER, ORDER]).toString('base64url')),
      ],
      ['of another proof', change(good(), 2, () => good().split('.')[2] as string)],
      ['of another payload', change(good(), 1, () => good().split('.')[1] as string)],
      [
        'of the header with a further member',
        change(good(), 0, () => withHeader({ kid: 'a' }).split('.')[0] as string),
      ],
      ['in DER', createProof(key).replace(/[^.]+$/, DER)],
    ],
    'its payload': [
      ['no UTF-8', createProof(key, { wholePayload: notUtf8(json({ ...claims, jti: '?' })) })],
      ['no JSON', createProof(key, { wholePayload: '{"jti":' })],
      ['a text', createProof(key, { wholePayload: '"jti"' })],
      ['a number', createProof(key, { wholePayload: '1' })],
      ['null', createProof(key, { wholePayload: 'null' })],
      ['a list', createProof(key, { wholePayload: json([claims]) })],
      ['nothing', createProof(key, { wholePayload: '{}' })],
    ],
    'its claims': [
      ['htm of another method', withClaims({ htm: 'POST' })],
      ['htm in small letters', withClaims({ htm: 'get' })],
      ['htm as a list', withClaims({ htm: ['GET'] })],
      ['no htm', withClaims({ htm: undefined })],
      ['htu of another path', withClaims({ htu: `${BACKEND}/users` })],
      ['htu with a slash more', withClaims({ htu: `${BACKEND}/tickets/` })],
      ['htu of another host', withClaims({ htu: 'https://evil.example/desk/tickets' })],
      [
        'htu of a host that begins alike',
        withClaims({ htu: 'https://api.example.com.evil.example/desk/tickets' }),
      ],
      ['htu with a dot behind the host', withClaims({ htu: 'https://api.example.com./desk/tickets' })],
      ['htu with a user name', withClaims({ htu: 'https://api.example.com@evil.example/desk/tickets' })],
      [
        'htu with the user name of the host',
        withClaims({ htu: 'https://evil@api.example.com/desk/tickets' }),
      ],
      ['htu over http', withClaims({ htu: 'http://api.example.com/desk/tickets' })],
      ['htu of a WebSocket', withClaims({ htu: 'wss://api.example.com/desk/tickets' })],
      ['htu of another port', withClaims({ htu: 'https://api.example.com:8443/desk/tickets' })],
      ['htu without the base path', withClaims({ htu: 'https://api.example.com/tickets' })],
      ['htu as a path', withClaims({ htu: '/desk/tickets' })],
      ['htu without a scheme', withClaims({ htu: '//api.example.com/desk/tickets' })],
      ['htu with an encoded slash', withClaims({ htu: 'https://api.example.com/desk%2Ftickets' })],
      ['htu with a backslash', withClaims({ htu: 'https://api.example.com\\desk\\tickets' })],
      ['htu encoded twice', withClaims({ htu: `${BACKEND}/%2574ickets` })],
      ['htu with dots to another path', withClaims({ htu: `${BACKEND}/tickets/../users` })],
      ['htu in capitals', withClaims({ htu: `${BACKEND}/TICKETS` })],
      ['htu as a list', withClaims({ htu: [`${BACKEND}/tickets`] })],
      ['no htu', withClaims({ htu: undefined })],
      ['ath of another token', withClaims({ ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' })],
      ['ath that is the token', withClaims({ ath: TOKEN })],
      ['ath that is empty', withClaims({ ath: '' })],
      ['ath as a list', withClaims({ ath: ['fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'] })],
      ['no ath', withClaims({ ath: undefined })],
      ['iat in milliseconds', withClaims({ iat: Date.now() })],
      ['iat as text', withClaims({ iat: `${seconds()}` })],
      ['iat as a list', withClaims({ iat: [seconds()] })],
      ['iat null', withClaims({ iat: null })],
      ['iat as a date', withClaims({ iat: new Date().toISOString() })],
      [
        'iat without end',
        createProof(key, { wholePayload: json({ ...claims, iat: 0 }).replace('"iat":0', '"iat":1e400') }),
      ],
      ['iat of 1970', withClaims({ iat: 0 })],
      ['iat below zero', withClaims({ iat: -seconds() })],
      ['no iat, but exp', withClaims({ iat: undefined, exp: seconds() + 60 })],
      ['no jti', withClaims({ jti: undefined })],
      ['jti that is empty', withClaims({ jti: '' })],
      ['jti of 129 characters', withClaims({ jti: 'j'.repeat(129) })],
      ['jti a number', withClaims({ jti: 1 })],
      ['jti as a list', withClaims({ jti: ['jti'] })],
      ['jti null', withClaims({ jti: null })],
    ],
  }
}

/** The letter behind one of base64url, which stands for bits that nobody uses where it comes last. */
function nextLetter(letter = ''): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return letters[letters.indexOf(letter) + 1] as string
}

/** A byte for the question mark that is part of no character. */
function notUtf8(text: string): Buffer {
  const bytes = Buffer.from(text)
  bytes[bytes.indexOf('?')] = 0xff
  return bytes
}

/** That of P-256: no part of a signature may be as large. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')

const DER = Buffer.concat([Buffer.from('3044022001', 'hex'), Buffer.alloc(65, 1)]).toString('base64url')
