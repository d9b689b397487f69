/** A pipeline of the engine. Each of its calls refers to the sources of its tokens and its layers. */

import type { Addon, AddonBody, AddonPipeline, AddonQuery } from '../addon';
import type { Calls } from '../calls';
import type {
  CallHints,
  LayerSource,
  NativeBody,
  NativeCancel,
  CredentialSide,
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
import { hintsOf, withStream } from '../passages';
import { callerOf, type Caller, type GetToken, type TokenSource } from '../tokenSources';
import { noteAddonPipeline } from './addonPipelines';
import { withContainerCopy, withPoller } from './copies';
import { Body, Query } from './downloads';
import { counterOf, UploadSource } from './uploads';

/** A pipeline whose calls return promises. */
export class CallingPipeline implements NativePipeline {
  readonly #pipeline: AddonPipeline;
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
    this.#calls = calls;
    if (getToken) this.#source = calls.sourceOf(getToken);
    if (layers) this.#layers = calls.layerSource(layers);
    const [source, layer] = [this.#source?.number, this.#layers?.number];
    this.#pipeline = new addon.NativePipeline(calls.native, credential, options, source, layer, places);
    noteAddonPipeline(this, this.#pipeline);
  }

  #caller(reader?: CallingPipeline, ...handles: (object | undefined)[]): Caller | undefined {
    // Mostly there is none.
    if (!this.#source && !this.#layers && !reader) return undefined;
    const caller = callerOf(this.#source, this.#layers, reader && reader.#source, reader && reader.#layers);
    return caller && (this.#layers ? { ...caller, hints: hintsOf(...handles) } : caller);
  }

  send(
    request: string,
    body: Uint8Array | undefined,
    hints: CallHints,
    cancel?: NativeCancel,
    source?: NativeUploadSource,
  ): Promise<NativeResult> {
    const pieces = source instanceof UploadSource ? source.pieces : undefined;
    const caller = this.#caller();
    return this.#calls.begin(
      (call) => {
        this.#pipeline.send(call, request, body, cancel, pieces);
      },
      caller && { ...caller, hints },
      withStream(this.#calls),
    );
  }

  run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#pipeline.run(call, operation, url, options, cancel);
      },
      this.#caller(undefined, cancel),
    );
  }

  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    progress?: NativeTransferProgress,
    source?: NativeUploadSource,
    structured?: boolean,
  ): Promise<NativeResult> {
    const counter = counterOf(progress);
    const pieces = source instanceof UploadSource ? source.pieces : undefined;
    return this.#calls.begin(
      (call) => {
        this.#pipeline.runWithBody(call, operation, url, body, options, cancel, counter, pieces, structured);
      },
      this.#caller(undefined, cancel, source ?? body),
    );
  }

  uploadFile(
    url: string,
    path: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#pipeline.uploadFile(call, url, path, options, cancel, counterOf(sent));
      },
      this.#caller(undefined, cancel),
    );
  }

  uploadBytes(
    url: string,
    bytes: NativeOwnedBytes,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#pipeline.uploadBytes(call, url, bytes.handle, options, cancel, counterOf(sent));
      },
      this.#caller(undefined, cancel),
    );
  }

  uploadStream(
    url: string,
    blocks: NativeStreamBlocks,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#pipeline.uploadStream(call, url, blocks.handle, options, cancel, counterOf(sent));
      },
      this.#caller(undefined, cancel),
    );
  }

  async download(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { body?: NativeBody }> {
    const caller = this.#caller(undefined, cancel);
    const result = await this.#calls.begin((call) => {
      this.#pipeline.download(call, url, options, cancel);
    }, caller);
    if (result.attachment === undefined) return result;
    return { ...result, body: new Body(this.#calls, result.attachment as AddonBody, caller) };
  }

  signPart(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.#pipeline.signPart(call, operation, url, options, cancel);
    }, this.#caller());
  }

  async query(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { rows?: NativeQuery }> {
    const result = await this.#calls.begin(
      (call) => {
        this.#pipeline.query(call, url, options, cancel);
      },
      this.#caller(undefined, cancel),
    );
    if (result.attachment === undefined) return result;
    return { ...result, rows: new Query(this.#calls, result.attachment as AddonQuery) };
  }

  beginCopy(
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
    const caller = this.#caller(undefined, cancel);
    return this.#calls.begin(
      (call) => {
        this.#pipeline.beginCopy(call, url, sourceUrl, options, intervalInMs, resumeFrom, cancel);
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
    cancel?: NativeCancel,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
    const reader = source instanceof CallingPipeline ? source : undefined;
    const caller = this.#caller(reader, cancel);
    return this.#calls.begin(
      (call) => {
        this.#pipeline.beginCopyFrom(call, url, options, resumeFrom, reader && reader.#pipeline, sourceUrl, cancel);
      },
      caller,
      withPoller(this.#calls, caller),
    );
  }

  renewCredential(copy: NativeContainerCopy, side: CredentialSide, url: string): Promise<NativeResult> {
    return copy.renewCredential(side, this.#pipeline, url);
  }

  beginContainerCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const reader = source instanceof CallingPipeline ? source : undefined;
    const caller = this.#caller(reader, cancel);
    return this.#calls.begin(
      (call) => {
        const from = reader && reader.#pipeline;
        this.#pipeline.beginContainerCopy(call, url, options, resumeFrom, from, sourceUrl, cancel);
      },
      caller,
      withContainerCopy(this.#calls, caller),
    );
  }

  beginEntriesCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const caller = this.#caller();
    return this.#calls.begin(
      (call) => {
        this.#pipeline.beginEntriesCopy(call, url, options, resumeFrom, cancel);
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
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
    const reader = source instanceof CallingPipeline ? source : undefined;
    const caller = this.#caller(reader);
    return this.#calls.begin(
      (call) => {
        const from = reader && reader.#pipeline;
        this.#pipeline.beginAccountCopy(call, url, options, resumeFrom, from, sourceUrl, cancel);
      },
      caller,
      withContainerCopy(this.#calls, caller),
    );
  }
}
