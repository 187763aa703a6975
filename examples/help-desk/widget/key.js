// The key by which this browser proves that a token is its own (RFC 9449). Scripts of the page can use it,
// and nobody can copy it: it is not extractable, and IndexedDB stores it as it is.

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * The key of this browser on this site, and its thumbprint, which the customer's server puts into the token.
 */
export async function openKey() {
  const newKeys = await crypto.subtle.generateKey(ALGORITHM, false, ['sign'])
  // A sandboxed page has no IndexedDB. Its key lasts as long as the page.
  const keys = await keptKeys(newKeys).catch(() => newKeys)
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey)
  // RFC 7638: the required members in alphabetical order.
  const jwk = { crv, kty, x, y }
  return { jwk, thumbprint: await sha256(JSON.stringify(jwk)), sign: (text) => sign(keys.privateKey, text) }
}

/**
 * A proof for one call: a JWT over the method, the address without query, and the token (RFC 9449 section
 * 4.2).
 */
export async function makeProof(key, { method, url, token }) {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }
  const payload = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: `${url.origin}${url.pathname}`,
    iat: Math.floor(Date.now() / 1000),
    ath: await sha256(token),
  }
  const signed = [header, payload].map((part) => base64url(bytes(JSON.stringify(part)))).join('.')
  return `${signed}.${await key.sign(signed)}`
}

/** The keys that are kept already, else `newKeys`, which are kept from now on. */
function keptKeys(newKeys) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('help-widget', 1)
    opening.onerror = () => reject(opening.error)
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys')
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('keys', 'readwrite')
      const keys = transaction.objectStore('keys')
      const reading = keys.get('proof')
      reading.onsuccess = () => {
        if (reading.result === undefined) keys.put(newKeys, 'proof')
      }
      transaction.oncomplete = () => resolve(reading.result ?? newKeys)
      transaction.onabort = () => reject(transaction.error)
    }
  })
}

const sign = async (privateKey, text) =>
  base64url(await crypto.subtle.sign(ALGORITHM, privateKey, bytes(text)))

const sha256 = async (text) => base64url(await crypto.subtle.digest('SHA-256', bytes(text)))

const bytes = (text) => new TextEncoder().encode(text)

const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
