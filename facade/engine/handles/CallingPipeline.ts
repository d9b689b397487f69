/** A pipeline of the engine. Each of its calls refers to the sources of its tokens and its layers. */

import type { Addon, AddonBody, AddonQuery } from '../addon';
import type { Calls } from '../calls';
import type {
  CallExtras,
  LayerSource,
  NativeBody,
  NativeContainerCopy,
  NativeCopyPoller,
  NativeOwnedBytes,
  NativePipeline,
  NativeQuery,
  NativeResult,
  NativeStreamBlocks,
  NativeTransferProgress,
  NativeUploadSource,
} from '../nativeModule';
import { withStream } from '../passages';
import { callerOf, type Caller, type GetToken, type TokenSource } from '../tokenSources';
import { withContainerCopy, withPoller } from './copies';
import { Body, Query } from './downloads';
import { addonOf, PipelineHandle } from './PipelineHandle';
import { counterOf, UploadSource } from './uploads';

/** A pipeline whose calls return promises. */
export class CallingPipeline extends PipelineHandle implements NativePipeline {
  readonly #source: TokenSource | undefined;
  readonly #layers: LayerSource | undefined;
  readonly #calls: Calls;

  constructor(
    addon: Addon,
    calls: Calls,
    credential: string,
    options: string,
    getToken?: GetToken,
    layers?: Omit<LayerSource, 'number'>,
    places?: number,
  ) {
    const source = getToken && calls.sourceOf(getToken);
    const layer = layers && calls.layerSource(layers);
    super(new addon.NativePipeline(calls.native, credential, options, source?.number, layer?.number, places));
    this.#calls = calls;
    this.#source = source;
    this.#layers = layer;
  }

  #caller(extras?: CallExtras, source?: NativePipeline): Caller | undefined {
    const reader = source instanceof CallingPipeline ? source : undefined;
    // Mostly there is none.
    if (!this.#source && !this.#layers && !reader) return undefined;
    const caller = callerOf(this.#source, this.#layers, reader && reader.#source, reader && reader.#layers);
    return caller && (this.#layers ? { ...caller, hints: extras ?? {} } : caller);
  }

  send(
    request: string,
    body: Uint8Array | undefined,
    extras: CallExtras,
    source?: NativeUploadSource,
  ): Promise<NativeResult> {
    const pieces = source instanceof UploadSource ? source.pieces : undefined;
    return this.#calls.begin(
      (call) => {
        this.addon.send(call, request, body, extras.cancel, pieces);
      },
      this.#caller(extras),
      withStream(this.#calls),
    );
  }

  run(operation: string, url: string, options: string, extras?: CallExtras): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.addon.run(call, operation, url, options, extras?.cancel);
    }, this.#caller(extras));
  }

  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    extras?: CallExtras,
    progress?: NativeTransferProgress,
    source?: NativeUploadSource,
    structured?: boolean,
  ): Promise<NativeResult> {
    const counter = counterOf(progress);
    const pieces = source instanceof UploadSource ? source.pieces : undefined;
    return this.#calls.begin((call) => {
      this.addon.runWithBody(call, operation, url, body, options, extras?.cancel, counter, pieces, structured);
    }, this.#caller(extras));
  }

  uploadFile(
    url: string,
    path: Uint8Array,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.addon.uploadFile(call, url, path, options, extras?.cancel, counterOf(sent));
    }, this.#caller(extras));
  }

  uploadBytes(
    url: string,
    bytes: NativeOwnedBytes,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.addon.uploadBytes(call, url, bytes.handle, options, extras?.cancel, counterOf(sent));
    }, this.#caller(extras));
  }

  uploadStream(
    url: string,
    blocks: NativeStreamBlocks,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.addon.uploadStream(call, url, blocks.handle, options, extras?.cancel, counterOf(sent));
    }, this.#caller(extras));
  }

  async download(url: string, options: string, extras?: CallExtras): Promise<NativeResult & { body?: NativeBody }> {
    const caller = this.#caller(extras);
    const result = await this.#calls.begin((call) => {
      this.addon.download(call, url, options, extras?.cancel);
    }, caller);
    if (result.attachment === undefined) return result;
    return { ...result, body: new Body(this.#calls, result.attachment as AddonBody, caller) };
  }

  signPart(operation: string, url: string, options: string, extras?: CallExtras): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.addon.signPart(call, operation, url, options, extras?.cancel);
    }, this.#caller());
  }

  async query(url: string, options: string, extras?: CallExtras): Promise<NativeResult & { rows?: NativeQuery }> {
    const result = await this.#calls.begin((call) => {
      this.addon.query(call, url, options, extras?.cancel);
    }, this.#caller(extras));
    if (result.attachment === undefined) return result;
    return { ...result, rows: new Query(this.#calls, result.attachment as AddonQuery) };
  }

  beginCopy(
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    extras?: CallExtras,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
    const caller = this.#caller(extras);
    return this.#calls.begin(
      (call) => {
        this.addon.beginCopy(call, url, sourceUrl, options, intervalInMs, resumeFrom, extras?.cancel);
      },
      caller,
      withPoller(this.#calls, caller),
    );
  }

  beginCopyFrom(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
    const caller = this.#caller(extras, source);
    return this.#calls.begin(
      (call) => {
        this.addon.beginCopyFrom(call, url, options, resumeFrom, addonOf(source), sourceUrl, extras?.cancel);
      },
      caller,
      withPoller(this.#calls, caller),
    );
  }

  beginContainerCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const caller = this.#caller(extras, source);
    return this.#calls.begin(
      (call) => {
        this.addon.beginContainerCopy(call, url, options, resumeFrom, addonOf(source), sourceUrl, extras?.cancel);
      },
      caller,
      withContainerCopy(this.#calls, caller),
    );
  }

  beginEntriesCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const caller = this.#caller(extras);
    return this.#calls.begin(
      (call) => {
        this.addon.beginEntriesCopy(call, url, options, resumeFrom, extras?.cancel);
      },
      caller,
      withContainerCopy(this.#calls, caller),
    );
  }

  beginAccountCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const caller = this.#caller(extras, source);
    return this.#calls.begin(
      (call) => {
        this.addon.beginAccountCopy(call, url, options, resumeFrom, addonOf(source), sourceUrl, extras?.cancel);
      },
      caller,
      withContainerCopy(this.#calls, caller),
    );
  }
}
