/** The text that `console.log` and `util.inspect` show of an object, instead of its members. */

/** The name of the method that `util.inspect` calls. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The arguments of that method. */
export type InspectArguments = [depth: number, options: object, inspect: (value: unknown, options: object) => string];

/** Shows an object as its class and the given value. */
export function inspectAs(object: object, shown: unknown, [, options, inspect]: InspectArguments): string {
  return `${object.constructor.name} ${inspect(shown, options)}`;
}
