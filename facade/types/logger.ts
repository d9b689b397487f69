/** Loggers, as `@azure/logger` has them. */

/** How much is logged. Each level includes those after it: `verbose`, `info`, `warning`, `error`. */
export type AzureLogLevel = 'verbose' | 'info' | 'warning' | 'error';

/** A function that logs when it is enabled. */
export interface Debugger {
  /** Logs a message with values, in the format of `util.format`. */
  (...args: unknown[]): void;
  /** Whether messages are logged. */
  enabled: boolean;
  /** Receives the messages. Replace it to send them elsewhere. Default: the standard error stream. */
  log: (...args: unknown[]) => void;
  /** The name that each message begins with. */
  namespace: string;
  /** Stops {@link setLogLevel} from changing this function. Returns false if it was stopped already. */
  destroy: () => boolean;
  /** Creates a function whose name begins with the name of this one. */
  extend: (namespace: string) => Debugger;
}

/** A function that logs at one level. */
export type AzureLogger = Debugger & {
  /** The level. */
  level: AzureLogLevel;
};

/** A logger with a function for each level. */
export interface AzureClientLogger {
  /** Logs failures that the program cannot recover from. */
  error: AzureLogger;
  /** Logs what someone should look at. */
  warning: AzureLogger;
  /** Logs what a program does: requests and responses. */
  info: AzureLogger;
  /** Logs details. */
  verbose: AzureLogger;
}
