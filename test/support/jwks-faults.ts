import { generateKeyPairSync } from 'node:crypto'
import type { RequestListener, ServerResponse } from 'node:http'
import { sendJson } from './jwks-server.js'

const body =
  (text: string): RequestListener =>
  (_req, res) =>
    res.writeHead(200).end(text)
const status =
  (code: number, headers = {}): RequestListener =>
  (_req, res) =>
    res.writeHead(code, headers).end()

/** What an endpoint can answer instead of its key set. */
export const BAD_ANSWERS: Readonly<Record<string, RequestListener>> = {
  'resets the connection': (req) => req.socket.resetAndDestroy(),
  'closes the connection': (req) => req.socket.destroy(),
  'answers 500': status(500),
  'answers 404': status(404),
  'answers 204': status(204),
  'answers 500 with a key set': (_req, res) => res.writeHead(500).end('{"keys":[]}'),
  'redirects elsewhere': status(302, { Location: 'http://127.0.0.1:9/jwks' }),
  'redirects to itself': status(308, { Location: '/jwks' }),
  'ends in the middle': (_req, res) => {
    res.writeHead(200, { 'Content-Length': 1000 }).write('{"keys":[')
    setTimeout(() => res.destroy(), 10)
  },
  'resets the connection in the middle': (req, res) => {
    res.writeHead(200, { 'Content-Length': 1000 }).write('{"keys":[')
    setTimeout(() => req.socket.resetAndDestroy(), 10)
  },
  'answers with 50 MB': (_req, res) => flood(res.writeHead(200), 50),
  'speaks no HTTP': (req) => req.socket.end('220 mail.example ESMTP\r\n'),
  'answers with HTML': body('<!doctype html><title>Sign in</title>'),
  'answers with nothing': body(''),
  'answers with bytes that are not UTF-8': (_req, res) =>
    res.writeHead(200).end(Buffer.from('{"keys":[]}\xff', 'latin1')),
  'answers {}': body('{}'),
  'answers null': body('null'),
  'answers a list': body('[]'),
  'answers keys: null': body('{"keys":null}'),
  'answers keys: {length: 1}': body('{"keys":{"length":1}}'),
  'answers an empty set': body('{"keys":[]}'),
}

/** What an endpoint can do without ever coming to an end. */
export const ENDLESS_ANSWERS: Readonly<Record<string, RequestListener>> = {
  'switches protocols': (req) =>
    req.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  'hangs before the headers': () => {},
  'stalls after the headers': (_req, res) => res.writeHead(200).write('{"keys":'),
  'drips its body': (_req, res) => drip(res.writeHead(200)),
}

function drip(res: ServerResponse): void {
  const drops = setInterval(() => res.write(' '), 20)
  res.on('close', () => clearInterval(drops))
}

const MEGABYTE = Buffer.alloc(2 ** 20, ' ')

function flood(res: ServerResponse, megabytes: number): void {
  if (megabytes === 0) res.end()
  else if (!res.destroyed) res.write(MEGABYTE, () => flood(res, megabytes - 1))
}

const publicJwk = (pair: { publicKey: { export(options: { format: 'jwk' }): object } }) =>
  pair.publicKey.export({ format: 'jwk' })
const rsa = (modulusLength: number, publicExponent = 65537) =>
  publicJwk(generateKeyPairSync('rsa', { modulusLength, publicExponent }))
const ec = (namedCurve: string) => publicJwk(generateKeyPairSync('ec', { namedCurve }))

/** Members that no set should have, made with `good`, a member that is fine. */
export function badMembers(good: object, privateJwk: object): Readonly<Record<string, unknown>> {
  const bad = { ...good, kid: 'bad' }
  return {
    null: null,
    'a text': 'kid',
    'a number': 7,
    'a list': [],
    'an empty object': {},
    'a PEM': '-----BEGIN PUBLIC KEY-----',
    'a weak RSA key': { ...rsa(1024), kid: 'bad' },
    'an RSA key of an even exponent': { ...rsa(2048), e: 'Ag', kid: 'bad' },
    'an RSA key of exponent 1': { ...rsa(2048), e: 'AQ', kid: 'bad' },
    'a key for encryption': { ...bad, use: 'enc' },
    'a key for other operations': { ...bad, use: undefined, key_ops: ['wrapKey'] },
    'a shared secret': { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url'), kid: 'bad', alg: 'HS256' },
    'a private key': { ...privateJwk, kid: 'bad' },
    'a key on an unusable curve': { ...ec('secp256k1'), kid: 'bad' },
    'an Ed25519 key': { ...publicJwk(generateKeyPairSync('ed25519')), kid: 'bad' },
    'a point that is not on its curve': { ...bad, kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    'a key of an unknown type': { ...bad, kty: 'AKP' },
    'a key for an unknown algorithm': { ...bad, alg: 'ES999' },
    'a key for an algorithm of another type': { ...bad, alg: 'HS256' },
    'a kid that is no text': { ...bad, kid: { toString: 'bad' } },
    'a kid that is empty': { ...bad, kid: '' },
    'a kid of its own prototype': JSON.parse('{"__proto__":{"kty":"EC"},"kid":"bad"}'),
  }
}

/** Answers with `members`. */
export const answering =
  (members: readonly unknown[]): RequestListener =>
  (_req, res) =>
    sendJson(res, { keys: members })
