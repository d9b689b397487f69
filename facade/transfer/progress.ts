/**
 * Calls a script's progress callback. A throw in it must not end the transfer or the copy it only watches, nor the
 * process; it is reported as a process warning of the type `BlobferryWarning`.
 */
export function reportProgress<T>(callback: (progress: T) => unknown, progress: T): void {
  const warn = (thrown: unknown): void => {
    // Errors and promises of another realm are what they are.
    const { stack, message } = (thrown ?? {}) as Partial<Error>;
    const detail = stack ?? message ?? String(thrown);
    process.emitWarning('An onProgress callback threw an error; the operation goes on.', {
      type: 'BlobferryWarning',
      code: 'BLOBFERRY_ON_PROGRESS_THREW',
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
