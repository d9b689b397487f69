/** The native module of the engine. It is loaded on first use, so that importing the package takes almost no time. */

import { withoutContext } from './asyncContext';
import type { Addon } from './addon';
import { load } from './load';
import type { NativeModule } from './nativeModule';
import { withPromises } from './withPromises';

let loaded: NativeModule | undefined;

/** Returns the native module. The first call loads it. */
export function native(): NativeModule {
  // Loaded without an async context, because the addon would keep the context of its first user.
  return (loaded ??= withoutContext(() => usable(load())));
}

/** Wraps the addon. A module that returns promises, as tests use, is used as it is. */
function usable(module: NativeModule | Addon): NativeModule {
  return 'NativeCalls' in module ? withPromises(module) : module;
}
