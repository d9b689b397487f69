/** Which namespaces are logged: the lists of the environment variable `DEBUG`, as the reference reads them. */

/** Returns whether a list enables a namespace. Entries may contain `*`; those that begin with `-` exclude. */
export function isListed(list: string, namespace: string): boolean {
  const entries = list.split(',').map((entry) => entry.trim());
  const matches = (pattern: string): boolean => patternOf(pattern).test(namespace);
  if (entries.some((entry) => entry.startsWith('-') && matches(entry.slice(1)))) return false;
  return entries.some((entry) => entry !== '' && !entry.startsWith('-') && matches(entry));
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
