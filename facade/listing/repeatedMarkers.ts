/** Detects a list whose markers repeat, which would never end. */

import { RestError } from '../errors/errors';

/** The code of the error for a repeated marker. */
export const MARKER_REPEATED = 'MarkerRepeated';

/** The number of characters of a marker that an error shows. */
const SHOWN = 200;

/**
 * Checks the markers of one list. It keeps one marker, and replaces it after 1, 2, 4, 8 … pages. So cycles of any
 * length are detected within twice their length, in the memory of one marker (Brent's algorithm).
 */
export class RepeatedMarkers {
  #kept: string | undefined;
  #pages = 0;
  #until = 1;

  /** `first` is the marker that the list starts from. */
  constructor(first: string | undefined) {
    this.#kept = first;
  }

  /** Checks the marker of the next page. Throws if it was seen before. */
  check(marker: string): void {
    if (marker === this.#kept) {
      const shown = marker.length > SHOWN ? `${marker.slice(0, SHOWN)}…` : marker;
      throw new RestError(
        `The service repeats its pages: it returned the marker "${shown}" a second time. The list is not complete.`,
        { code: MARKER_REPEATED },
      );
    }
    this.#pages += 1;
    if (this.#pages < this.#until) return;
    this.#kept = marker;
    this.#pages = 0;
    this.#until *= 2;
  }
}
