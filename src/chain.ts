/** Goes on with a value: at once if it is there, later if it is promised. What can be decided synchronously, is. */
export function chain<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Ends a chain. `done` runs outside of what `failed` catches, so that a failure in it is not taken for ours. */
export function settle<Value>(
  attempt: () => Value | Promise<Value>,
  done: (value: Value) => void,
  failed: (error: unknown) => void,
): void {
  let value: Value | Promise<Value>
  try {
    value = attempt()
  } catch (error) {
    failed(error)
    return
  }
  // Any thenable here, since `onDeny` may return the promise of another library.
  if (typeof (value as PromiseLike<Value> | undefined)?.then === 'function') Promise.resolve(value).then(done, failed)
  else done(value as Value)
}
