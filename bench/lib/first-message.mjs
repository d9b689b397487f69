/** The first message of a process of the benchmark. */
export function firstMessage(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with code ${String(code)}`)));
  });
}
