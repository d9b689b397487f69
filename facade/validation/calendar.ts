/** Days that there are. */

const DAY = /^\s*(\d{4})-(\d{2})-(\d{2})(?=T|\s|$)/;

/** Whether a time as text names a day that its month does not have, such as 30 February. `Date` interprets it as a day of the next month. */
export function hasNoSuchDay(time: string): boolean {
  const [, year, month, day] = DAY.exec(time) ?? [];
  if (year === undefined) return false;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day);
}
