import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate and its key in PEM, as node:tls takes them. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/**
 * A self-signed certificate for 127.0.0.1 and localhost, valid for a day. Node can read certificates, not make them, so
 * this writes the DER of RFC 5280 §4.1 by hand.
 */
export function selfSigned(commonName: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const toBeSigned = tbsCertificate(commonName, publicKey)
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(sign('sha256', toBeSigned, privateKey)))
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

function tbsCertificate(commonName: string, publicKey: KeyObject): Buffer {
  const version3 = tagged(0xa0, tagged(0x02, Buffer.of(2)))
  const serial = tagged(0x02, Buffer.of(1))
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(commonName)))))
  const validity = sequence(utcTime(Date.now() - DAY), utcTime(Date.now() + DAY))
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const addresses = sequence(tagged(0x87, Buffer.of(127, 0, 0, 1)), tagged(0x82, Buffer.from('localhost')))
  const extensions = tagged(0xa3, sequence(sequence(SUBJECT_ALT_NAME, tagged(0x04, addresses))))
  return sequence(version3, serial, ECDSA_WITH_SHA256, name, validity, name, spki, extensions)
}

const DAY = 24 * 3600 * 1000

/** X.690 §8.1: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts))
const bitString = (bits: Buffer) => tagged(0x03, Buffer.concat([Buffer.of(0), bits]))
const utcTime = (time: number) => {
  const digits = new Date(time).toISOString().replace(/\D/g, '')
  return tagged(0x17, Buffer.from(`${digits.slice(2, 14)}Z`))
}

const ECDSA_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex')
