/** What `promise` comes to, or a rejection after `milliseconds`. The timer keeps no process alive. */
export function inTime<Value>(promise: PromiseLike<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${milliseconds / 1000} s`)),
      milliseconds,
    ).unref()
    Promise.resolve(promise)
      .finally(() => clearTimeout(timer))
      .then(resolve, reject)
  })
}
