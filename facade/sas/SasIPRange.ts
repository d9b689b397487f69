/** The IP addresses that may use a shared access signature. */
export interface SasIPRange {
  /** The first address. Without `end`, the only one. */
  start: string;
  /** The last address. */
  end?: string;
}

/** Formats the range for a signature, such as `8.8.8.8` or `1.1.1.1-255.255.255.255`. */
export function ipRangeToString({ start, end }: SasIPRange): string {
  return end ? `${start}-${end}` : start;
}
