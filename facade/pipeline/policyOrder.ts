/** The order of policies by their phases and their constraints. Pure. */

import type { AddPolicyOptions, PipelinePolicy } from '../types/corePipeline';

/** A policy with its place. */
export interface PlacedPolicy {
  policy: PipelinePolicy;
  options: AddPolicyOptions;
}

/** The phases in their order. Policies without a phase come after those that serialize, or where `afterPhase` says. */
const PHASES = ['Serialize', 'None', 'Deserialize', 'Retry', 'Sign'] as const;
type Phase = (typeof PHASES)[number];

interface Node {
  policy: PipelinePolicy;
  after: Set<Node>;
  afterPhase: Phase | undefined;
}

/** Orders policies, the outermost first. */
export function orderPolicies(placed: readonly PlacedPolicy[]): PipelinePolicy[] {
  const phases = new Map<Phase, Set<Node>>(PHASES.map((phase) => [phase, new Set()]));
  const waited = new Set<Phase>();
  const nodes = new Map<string, Node>();
  for (const { policy, options } of placed) {
    if (nodes.has(policy.name)) throw new Error('Duplicate policy names not allowed in pipeline');
    const node: Node = { policy, after: new Set(), afterPhase: options.afterPhase };
    if (options.afterPhase) waited.add(options.afterPhase);
    nodes.set(policy.name, node);
    phases.get(options.phase ?? 'None')?.add(node);
  }
  for (const { policy, options } of placed) {
    const node = nodes.get(policy.name);
    if (!node) continue;
    for (const name of options.afterPolicies ?? []) {
      const other = nodes.get(name);
      if (other) node.after.add(other);
    }
    for (const name of options.beforePolicies ?? []) nodes.get(name)?.after.add(node);
  }

  const ordered: PipelinePolicy[] = [];
  const opened = new Set<Phase>();
  const isOpen = (phase: Phase): boolean => !opened.has(phase) || membersOf(phase).size > 0;
  const membersOf = (phase: Phase): Set<Node> => phases.get(phase) ?? new Set();
  const take = (phase: Phase): void => {
    opened.add(phase);
    for (const node of membersOf(phase)) {
      if (node.after.size > 0 || (node.afterPhase && isOpen(node.afterPhase))) continue;
      ordered.push(node.policy);
      membersOf(phase).delete(node);
      nodes.delete(node.policy.name);
      for (const other of nodes.values()) other.after.delete(node);
    }
  };
  const round = (): void => {
    for (const phase of PHASES) {
      take(phase);
      if (phase !== 'None' && membersOf(phase).size > 0) {
        // A policy of this phase waits for one without a phase.
        if (!opened.has('None')) take('None');
        return;
      }
      if (waited.has(phase)) take('None');
    }
  };
  for (let first = true; nodes.size > 0; first = false) {
    const before = ordered.length;
    round();
    if (ordered.length === before && !first) {
      throw new Error('Cannot satisfy policy dependencies due to requirements cycle.');
    }
  }
  return ordered;
}
