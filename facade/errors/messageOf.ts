/** The message of a thrown value, which may have no text, or throw when it is read. */
export function messageOf(error: unknown): string {
  try {
    const { message } = Object(error) as { message?: unknown };
    return typeof message === 'string' ? message : String(error);
  } catch {
    return 'something that is no error was thrown';
  }
}
