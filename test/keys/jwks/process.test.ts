import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { jwksServer } from '../../support/jwks-server.js'
import { signer } from '../../support/signer.js'

const module = new URL('../../../src/keys/jwks/jwks-keys.ts', import.meta.url).href

/** Runs `script` in a process of its own, `keys` being a key set of `uri`; resolves with how it ended. */
async function run(uri: string, script: string) {
  const settings = { uri, algorithms: ['ES256'], maxAge: 0.2, staleFor: 3600, cooldown: 30, timeout: 0.5 }
  const source = `
    import { jwksKeys } from '${module}'
    const keys = jwksKeys(${JSON.stringify(settings)})
    ${script}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  })
  onTestFinished(() => {
    child.kill()
  })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  const [code] = await once(child, 'exit')
  return { code, output }
}

test('a key set that was fetched and refreshed does not keep a process alive', async () => {
  const server = await jwksServer([signer('first').jwk])
  onTestFinished(() => server.stop())
  const script = `
    await keys.ready()
    await new Promise((resolve) => setTimeout(resolve, 250))
    const [key] = await keys.find({ alg: 'ES256', kid: 'first' })
    await keys.holds(key)
    console.log('done')`
  expect(await run(server.uri, script)).toEqual({ code: 0, output: 'done\n' })
  expect(server.fetches).toBe(2)
})

test('an endpoint that hangs keeps a process alive up to the deadline alone', async () => {
  const server = await jwksServer([])
  onTestFinished(() => server.stop())
  server.break(() => {})
  const script = `
    keys.find({ alg: 'ES256', kid: 'first' }).catch(({ code }) => console.log(code))
    keys.ready().catch(({ code }) => console.log(code))`
  expect(await run(server.uri, script)).toEqual({ code: 0, output: 'keys_unavailable\nkeys_unavailable\n' })
})

test('jwks-rsa is loaded with the first fetch, not before', async () => {
  const server = await jwksServer([signer('first').jwk])
  onTestFinished(() => server.stop())
  const script = `
    import { createRequire } from 'node:module'
    const { cache } = createRequire(import.meta.url)
    const isLoaded = () => Object.keys(cache).some((file) => file.includes('jwks-rsa'))
    const before = isLoaded()
    await keys.ready()
    console.log(before, isLoaded())`
  expect(await run(server.uri, script)).toEqual({ code: 0, output: 'false true\n' })
})
