/** The recent rates of a job. */

import type { ContainerCopySummary } from '../types/containerCopySummary';

/** The length of the window, in milliseconds. */
const WINDOW = 10_000;

/** The counts of a job at one time. */
interface Sample {
  readonly time: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly requests: number;
  readonly throttled: Readonly<Partial<Record<string, number>>>;
}

/** The recent work per second, and the recent throttling. */
export interface Rates {
  readonly blobs: number;
  readonly bytes: number;
  readonly requests: number;
  /** The share of attempts that were throttled, by kind, from 0 to 1. */
  readonly throttled: readonly [string, number][];
}

/** Keeps the counts of a job for the length of the window. */
export class RecentRates {
  #samples: Sample[] = [];

  /** Notes what a job has done at a time in milliseconds. Times only grow. */
  add(time: number, { copied, copiedBytes, throttled, current }: ContainerCopySummary): void {
    const requests = current?.attempts ?? this.#samples.at(-1)?.requests ?? 0;
    this.#samples.push({ time, blobs: copied, bytes: copiedBytes, requests, throttled: { ...throttled } });
    // The oldest one that is kept is older than the window, so that there is always a complete one.
    while (this.#samples[1] !== undefined && this.#samples[1].time <= time - WINDOW) this.#samples.shift();
  }

  /** The rates; nothing until there are two times. */
  get of(): Rates | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.time <= first.time) return undefined;
    const seconds = (last.time - first.time) / 1000;
    const requests = last.requests - first.requests;
    const throttled = Object.entries(last.throttled)
      .map(([kind, count]): [string, number] => [kind, (count ?? 0) - (first.throttled[kind] ?? 0)])
      .filter(([, count]) => count > 0)
      .map(([kind, count]): [string, number] => [kind, Math.min(1, count / Math.max(requests, 1))]);
    return {
      blobs: (last.blobs - first.blobs) / seconds,
      bytes: (last.bytes - first.bytes) / seconds,
      requests: requests / seconds,
      throttled,
    };
  }
}
