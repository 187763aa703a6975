/**
 * Goes on with a value: at once if it is there, later if it is promised. What can be decided synchronously, is.
 *
 * @param context what `next` works on: handed to it, so that a request needs no function of its own for each step
 */
export function chain<Context, Value, Result>(
  context: Context,
  value: Value | Promise<Value>,
  next: (context: Context, value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then((later) => next(context, later)) : next(context, value)
}

/** Ends a chain. `done` runs outside of what `failed` catches, so that a failure in it is not taken for ours. */
export function settle<Context, Value>(
  context: Context,
  attempt: (context: Context) => Value | Promise<Value>,
  done: (context: Context, value: Value) => void,
  failed: (context: Context, error: unknown) => void,
): void {
  let value: Value | Promise<Value>
  try {
    value = attempt(context)
  } catch (error) {
    failed(context, error)
    return
  }
  // Any thenable here, since `onDeny` may return the promise of another library.
  if (typeof (value as PromiseLike<Value> | undefined)?.then !== 'function') {
    done(context, value as Value)
    return
  }
  Promise.resolve(value).then(
    (later) => done(context, later),
    (error) => failed(context, error),
  )
}
