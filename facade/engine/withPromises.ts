/** The addon with promises: its functions as they are, and its handles with calls that resolve. */

import type { Addon } from './addon';
import { Calls } from './calls';
import { CallingPipeline } from './handles/CallingPipeline';
import { OwnedBytes, StreamBlocks, TransferProgress, UploadSource } from './handles/uploads';
import type { LayerSource, NativeModule } from './nativeModule';
import type { GetToken } from './tokenSources';

/** Wraps the addon for the facade. */
export function withPromises(addon: Addon): NativeModule {
  const calls = new Calls(addon);
  return {
    NativeCancel: addon.NativeCancel,
    NativeTransferProgress: class extends TransferProgress {
      constructor() {
        super(calls);
      }
    },
    NativeUploadSource: class extends UploadSource {
      constructor(length: number, keep: boolean, inPlace?: Uint8Array) {
        super(addon, calls, length, keep, inPlace);
      }
    },
    NativeOwnedBytes: class extends OwnedBytes {
      constructor(length: number, inPlace?: Uint8Array) {
        super(addon, calls, length, inPlace);
      }
    },
    NativeStreamBlocks: class extends StreamBlocks {
      constructor(blockSize: number, most: number) {
        super(addon, calls, blockSize, most);
      }
    },
    NativePipeline: class extends CallingPipeline {
      constructor(
        credential: string,
        options: string,
        getToken?: GetToken,
        layers?: Omit<LayerSource, 'number'>,
        places?: number,
      ) {
        super(addon, calls, credential, options, getToken, layers, places);
      }
    },
    describeUrl: addon.describeUrl,
    appendPath: addon.appendPath,
    describeChild: addon.describeChild,
    setParameter: addon.setParameter,
    parseConnectionString: addon.parseConnectionString,
    signSas: addon.signSas,
    checkContainerCopy: addon.checkContainerCopy,
    savePoller: addon.savePoller,
    copyStateAfter: addon.copyStateAfter,
    systemHasRoots: addon.systemHasRoots,
    setFallbackRoots: addon.setFallbackRoots,
    version: addon.version,
    nextTurn: addon.nextTurn,
    redact: addon.redact,
    sortHeaderNames: addon.sortHeaderNames,
  };
}
