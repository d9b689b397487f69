/** Finds a listing that turns in a circle: a service whose markers repeat would be asked for ever. */

import { RestError } from '../errors/errors';

/** The code of the error for a marker that came before. */
export const MARKER_REPEATED = 'MarkerRepeated';

/** How much of a marker an error shows. */
const SHOWN = 200;

/**
 * Watches the markers of one listing. It keeps one of them, and takes a later one instead after 1, 2, 4, 8 … pages: so circles of any
 * length are found, within twice the pages that they have, in the memory of one marker (Brent's algorithm).
 */
export class RepeatedMarkers {
  #kept: string | undefined;
  #pages = 0;
  #until = 1;

  /** `first` is the marker that the listing begins with. */
  constructor(first: string | undefined) {
    this.#kept = first;
  }

  /** Takes the marker that a page leads to, and throws when it came before. */
  check(marker: string): void {
    if (marker === this.#kept) {
      const shown = marker.length > SHOWN ? `${marker.slice(0, SHOWN)}…` : marker;
      throw new RestError(
        `The service's pages lead in a circle: the marker "${shown}" came a second time. The listing is not complete.`,
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
