/** Text for a terminal: nothing in it moves the cursor, and it fits in one line. */

/** Control characters, and characters that change the order of text. */
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** From here on, characters may take two columns. Counting one as two is safe; the opposite is not. */
const WIDE = 0x11_00;

const CUT = '…';

/** Replaces control characters. */
export function harmless(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same for each line of a text. */
export function harmlessLines(text: string): string {
  return text.split(/\r?\n/).map(harmless).join('\n');
}

/** The maximum number of columns of a text. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= WIDE && character !== CUT ? 2 : 1;
  return width;
}

/** Cuts the end of a text that is too wide. */
export function cutEnd(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${head(Array.from(text), columns - 1)}${CUT}`;
}

/** Cuts the middle of a text that is too wide: the start and the end of a name matter more. */
export function cutMiddle(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const characters = Array.from(text);
  const end = head(Array.from(text).reverse(), Math.floor((columns - 1) / 2));
  return `${head(characters, Math.ceil((columns - 1) / 2))}${CUT}${Array.from(end).reverse().join('')}`;
}

function head(characters: readonly string[], columns: number): string {
  let [text, width] = ['', 0];
  for (const character of characters) {
    width += widthOf(character);
    if (width > columns) break;
    text += character;
  }
  return text;
}
