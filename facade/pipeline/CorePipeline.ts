import { orderPolicies, type PlacedPolicy } from './policyOrder';
import type {
  AddPolicyOptions,
  CoreHttpClient,
  PipelinePhase,
  PipelinePolicy,
  PipelineRequest,
  PipelineResponse,
  SendRequest,
} from '../types/corePipeline';

const PHASES: readonly string[] = ['Deserialize', 'Serialize', 'Retry', 'Sign'];

/** How a pipeline notifies its owner, and sends what has passed its first policies. */
export interface CoreOwner {
  /** Called when the policies have changed. */
  changed(): void;
  /** Sends a request of another package. */
  send(
    policies: readonly PipelinePolicy[],
    client: CoreHttpClient,
    request: PipelineRequest,
  ): Promise<PipelineResponse>;
}

/** The list of policies that Azure packages call a pipeline, with the methods that they use. */
export class CorePipeline {
  private _policies: PlacedPolicy[];
  private _orderedPolicies: PipelinePolicy[] | undefined;
  readonly #owner: CoreOwner;

  constructor(owner: CoreOwner, policies: readonly PlacedPolicy[]) {
    this.#owner = owner;
    this._policies = [...policies];
  }

  addPolicy(policy: PipelinePolicy, options: AddPolicyOptions = {}): void {
    const { phase, afterPhase } = options;
    if (phase && afterPhase) throw new Error('Policies inside a phase cannot specify afterPhase.');
    if (phase && !PHASES.includes(phase)) throw new Error(`Invalid phase name: ${phase}`);
    if (afterPhase && !PHASES.includes(afterPhase)) throw new Error(`Invalid afterPhase name: ${afterPhase}`);
    this._policies.push({ policy, options });
    this.#change();
  }

  removePolicy(options: { name?: string; phase?: PipelinePhase }): PipelinePolicy[] {
    const { name, phase } = options;
    const removed = this._policies.filter(
      ({ policy, options: place }) =>
        (name !== undefined && policy.name === name) || (phase !== undefined && place.phase === phase),
    );
    this._policies = this._policies.filter((placed) => !removed.includes(placed));
    this.#change();
    return removed.map(({ policy }) => policy);
  }

  getOrderedPolicies(): PipelinePolicy[] {
    return (this._orderedPolicies ??= orderPolicies(this._policies));
  }

  sendRequest(httpClient: CoreHttpClient, request: PipelineRequest): Promise<PipelineResponse> {
    return this.#owner.send(this.getOrderedPolicies(), httpClient, request);
  }

  clone(): CorePipeline {
    const owner = this.#owner;
    return new CorePipeline(
      // Changes of a clone do not affect the clients of the pipeline.
      { changed: () => undefined, send: (policies, client, request) => owner.send(policies, client, request) },
      this._policies,
    );
  }

  #change(): void {
    this._orderedPolicies = undefined;
    this.#owner.changed();
  }
}

/** Wraps policies around the function that sends. */
export function chain(policies: readonly PipelinePolicy[], last: SendRequest): SendRequest {
  return policies.reduceRight<SendRequest>((next, policy) => (request) => policy.sendRequest(request, next), last);
}
