/** The callbacks whose errors were reported. */
const reported = new WeakSet<object>();

/**
 * Calls a progress callback of a script. If it throws, the operation continues, and a process warning of the type
 * `BlobferryWarning` is emitted, once for each callback.
 */
export function reportProgress<T>(
  callback: (progress: T) => unknown,
  progress: T,
  name: 'onProgress' | 'onError' = 'onProgress',
): void {
  const warn = (thrown: unknown): void => {
    // A callback that fails once may fail ten times a second.
    if (reported.has(callback)) return;
    reported.add(callback);
    // Read by its members, because errors and promises may come from another realm.
    const { stack, message } = (thrown ?? {}) as Partial<Error>;
    const detail = stack ?? message ?? String(thrown);
    process.emitWarning(`An ${name} callback threw an error; the operation continues.`, {
      type: 'BlobferryWarning',
      code: name === 'onProgress' ? 'BLOBFERRY_ON_PROGRESS_THREW' : 'BLOBFERRY_ON_ERROR_THREW',
      detail,
    });
  };
  try {
    const returned = callback(progress);
    // An async callback throws through its promise.
    const { then } = (returned ?? {}) as { then?: unknown };
    if (typeof then === 'function') Promise.resolve(returned).catch(warn);
  } catch (thrown) {
    warn(thrown);
  }
}
