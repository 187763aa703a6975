import { TestRunner, test } from 'vitest'

/**
 * Makes a test file that can't be loaded one with a test that fails: Stryker counts tests alone, and would call
 * a mutant unnoticed that throws as soon as its module is loaded.
 */
export default class LoadedOrFailed extends TestRunner {
  async importFile(path, source) {
    try {
      return await super.importFile(path, source)
    } catch (error) {
      if (source !== 'collect') throw error
      test('is loaded', () => {
        throw error
      })
    }
  }
}
