/** Numbers formatted for people. */

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A number with separators between thousands. */
export function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

/** A number of bytes in the unit that fits. */
export function bytes(number: number): string {
  let [value, unit] = [number, 'B'];
  for (const larger of UNITS) {
    if (value < 1024) break;
    [value, unit] = [value / 1024, larger];
  }
  return unit === 'B' ? `${grouped(value)} B` : `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}

/** A time that has passed. */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)} h` : `${minutes}:${two(seconds % 60)} min`;
}
