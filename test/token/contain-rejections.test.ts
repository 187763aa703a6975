import v8 from 'node:v8'
import { describe, expect, test, vi } from 'vitest'
import { CAN_CONTAIN, containRejections } from '../../src/token/contain-rejections.js'

/** Rejections that nobody handles, which would end a server's process. */
async function unhandledAfter(run: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  await run()
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', note)
  return unhandled
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const reject = async (reason: string, milliseconds?: number) => {
  if (milliseconds !== undefined) await pause(milliseconds)
  throw reason
}

test('Node has promise hooks', () => {
  expect(CAN_CONTAIN).toBe(true)
})

test('without promise hooks, as in Bun, it is known that nothing is contained', async () => {
  vi.resetModules()
  const noHooks = vi.spyOn(v8.promiseHooks, 'createHook').mockImplementation(() => {
    throw new Error('not implemented')
  })
  const fresh = await import('../../src/token/contain-rejections.js')
  noHooks.mockRestore()
  expect(fresh.CAN_CONTAIN).toBe(false)
  expect(await unhandledAfter(() => fresh.containRejections(() => void reject('one')))).toEqual(['one'])
})

describe('a function that is contained', () => {
  test.each<[name: string, run: () => unknown]>([
    ['at once', () => void reject('forgotten')],
    ['twice at once', () => void [reject('one'), reject('two')]],
    ['later, when the function has long returned', () => void reject('forgotten', 2)],
    [
      'in what follows on an asynchronous step',
      async () => {
        await pause(1)
        reject('forgotten')
        reject('forgotten', 1)
        await pause(1)
      },
    ],
    ['and throws as well', () => containRejections(() => void reject('forgotten'))],
  ])('may forget a promise that rejects %s', async (_name, run) => {
    expect(await unhandledAfter(() => containRejections(run))).toEqual([])
  })

  test('is what the test is about: without it each of them is unhandled', async () => {
    expect(await unhandledAfter(() => void reject('forgotten'))).toEqual(['forgotten'])
    expect(await unhandledAfter(() => void reject('forgotten', 2))).toEqual(['forgotten'])
  })

  test('gives and throws what it gives and throws', async () => {
    expect(containRejections(() => 1)).toBe(1)
    await expect(containRejections(async () => 1)).resolves.toBe(1)
    await expect(containRejections(() => reject('x'))).rejects.toBe('x')
    expect(() =>
      containRejections(() => {
        throw new Error('x')
      }),
    ).toThrow('x')
  })
})

describe('what is not in a contained function', () => {
  test('is as unhandled as ever beside the first one of a process', async () => {
    vi.resetModules()
    const fresh = await import('../../src/token/contain-rejections.js')
    const run = async () => {
      const contained = fresh.containRejections(() => pause(2))
      reject('beside')
      await contained
    }
    expect(await unhandledAfter(run)).toEqual(['beside'])
  })

  test('is as unhandled as ever: before, after and beside it', async () => {
    const run = async () => {
      reject('before')
      const contained = containRejections(() => pause(4))
      reject('beside')
      setTimeout(() => reject('from a timer'), 1)
      await contained
      reject('after')
    }
    expect((await unhandledAfter(run)).sort()).toEqual(['after', 'before', 'beside', 'from a timer'])
  })

  test('is as unhandled as ever between two steps of a contained function', async () => {
    const run = async () => {
      setTimeout(() => reject('from a timer'), 4)
      await containRejections(async () => {
        await pause(1)
        await pause(10)
      })
    }
    expect(await unhandledAfter(run)).toEqual(['from a timer'])
  })

  test('is watched no longer when the last of several is done', async () => {
    const hooks = await import('node:v8').then(({ default: v8 }) => v8.promiseHooks)
    const stops: ReturnType<typeof vi.fn>[] = []
    const { createHook } = hooks
    const spy = vi.spyOn(hooks, 'createHook').mockImplementation((callbacks) => {
      const stop = vi.fn(createHook(callbacks) as () => void)
      stops.push(stop)
      return stop
    })
    await Promise.all([
      containRejections(() => pause(1)),
      containRejections(() => pause(3)),
      containRejections(() => 1),
    ])
    await pause(1)
    spy.mockRestore()
    expect(stops.map(({ mock }) => mock.calls.length)).toEqual([1])
  })
})
