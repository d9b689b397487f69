// The memory of this process. CommonJS, as the measured processes require it.

'use strict';

const { readFileSync, writeFileSync } = require('node:fs');

const MEGABYTE = 2 ** 20;

/** The resident size now, in megabytes (of 2^20 bytes, as everywhere here). */
function residentMegabytes() {
  return process.memoryUsage.rss() / MEGABYTE;
}

/**
 * The largest resident size, in megabytes. Linux counts it for each program anew; the other number, which is the only one
 * elsewhere, begins with the size of the process that started this one.
 */
function peakMegabytes() {
  return readPeak('self') ?? process.resourceUsage().maxRSS / 1024;
}

/** The largest resident size of a running process by its id, on Linux. */
function readPeak(id) {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
    return peak ? Number(peak[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** Lets {@link peakMegabytes} begin again from the size now, where the system can: what loading took for a moment is no cost of what follows. */
function forgetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Then the peak is that of the whole process, which is no smaller.
  }
}

module.exports = { forgetPeak, peakMegabytes, readPeak, residentMegabytes };
