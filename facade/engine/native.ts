/** The engine's native module. It is loaded on first use, so that importing the package costs next to nothing. */

import { withoutContext } from './asyncContext';
import type { Addon } from './addon';
import { withPromises } from './calls';
import { load } from './load';
import type { NativeModule } from './nativeModule';

let loaded: NativeModule | undefined;

/** The native module; the first call loads it. */
export function native(): NativeModule {
  // Without the context of whoever happens to be first: the addon would keep it.
  return (loaded ??= withoutContext(() => usable(load())));
}

/** The addon answers in batches; a module that answers with promises, as tests have one, is taken as it is. */
function usable(module: NativeModule | Addon): NativeModule {
  return 'NativeCalls' in module ? withPromises(module) : module;
}
