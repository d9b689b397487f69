/**
 * Options on their way to the engine. They cross as JSON: dates as ISO text, bytes as base64; signals, spans and
 * functions stay behind.
 */

const STAYS_BEHIND = new Set(['abortSignal', 'tracingOptions']);

/** Deeper than any option is; only an object that contains itself gets there. */
const MAX_DEPTH = 8;

/** Writes options as JSON. The objects of the caller are not changed. */
export function toNativeOptions(options: object): string {
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (STAYS_BEHIND.has(key)) continue;
    const converted = toPlain(value, `options.${key}`, 1);
    if (converted !== undefined) plain[key] = converted;
  }
  return JSON.stringify(plain);
}

function toPlain(value: unknown, path: string, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON would quietly turn these into null.
      if (!Number.isFinite(value)) throw new RangeError(`${path} must be a finite number, not ${String(value)}`);
      return value;
    case 'object':
      return value === null ? undefined : objectToPlain(value, path, depth);
    case 'function':
    case 'undefined':
      return undefined;
    default:
      throw new TypeError(`${path} must not be a ${typeof value}`);
  }
}

function objectToPlain(value: object, path: string, depth: number): unknown {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new RangeError(`${path} is an invalid Date`);
    return value.toISOString();
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (value instanceof URL) return value.href;
  if (depth > MAX_DEPTH) throw new TypeError(`${path} is nested too deeply, or contains itself`);
  if (Array.isArray(value)) {
    return value.map((entry, index) => toPlain(entry, `${path}[${String(index)}]`, depth + 1) ?? null);
  }
  const plain: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const converted = toPlain(entry, `${path}.${key}`, depth + 1);
    if (converted !== undefined) plain[key] = converted;
  }
  return plain;
}
