/** Keeps secrets out of the output. The engine's own messages have none; arguments and other errors may. */

const PATTERNS: readonly [RegExp, string][] = [
  [/\b(sig=)[^&\s"';]+/gi, '$1REDACTED'],
  [/\b(AccountKey=)[^;\s"]+/gi, '$1REDACTED'],
];

/** Texts that are never shown. */
export class Redaction {
  readonly #secrets = new Set<string>();

  /** Adds a secret, in each of its spellings. */
  add(secret: string | undefined): void {
    if (secret === undefined || secret === '') return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    try {
      this.#secrets.add(decodeURIComponent(secret));
    } catch {
      // It has a percent sign that encodes nothing, so there is only one spelling.
    }
  }

  /** The text without secrets. */
  of(text: string): string {
    let redacted = text;
    for (const secret of this.#secrets) redacted = redacted.replaceAll(secret, 'REDACTED');
    for (const [pattern, replacement] of PATTERNS) redacted = redacted.replace(pattern, replacement);
    return redacted;
  }
}

/** A URL as it may be shown. */
export function displayUrl(url: string): string {
  const shown = new URL(url);
  shown.search = '';
  shown.hash = '';
  shown.username = '';
  shown.password = '';
  return shown.href;
}
