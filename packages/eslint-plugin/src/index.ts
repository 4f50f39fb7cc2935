// Rules for durable functions: what a handler must not do because it is replayed.
//
// Flat configuration:    import perdure from '@perdure/eslint-plugin';  export default [perdure.configs.recommended];
// Legacy configuration:  { "extends": ["plugin:@perdure/recommended-legacy"] }

import type { ESLint, Linter, Rule } from 'eslint';
import { namedOperations } from './rules/named-operations.ts';
import { noAmbiguousInvoke } from './rules/no-ambiguous-invoke.ts';
import { noClosureInDurableOperations } from './rules/no-closure-in-durable-operations.ts';
import { noIoOutsideStep } from './rules/no-io-outside-step.ts';
import { noNestedDurableOperations } from './rules/no-nested-durable-operations.ts';
import { noNonDeterministicOutsideStep } from './rules/no-non-deterministic-outside-step.ts';
import { noOperationInUnstableFlow } from './rules/no-operation-in-unstable-flow.ts';
import { noUnawaitedOperation } from './rules/no-unawaited-operation.ts';

const rules = {
  'no-nested-durable-operations': noNestedDurableOperations,
  'no-non-deterministic-outside-step': noNonDeterministicOutsideStep,
  'no-closure-in-durable-operations': noClosureInDurableOperations,
  'no-io-outside-step': noIoOutsideStep,
  'no-unawaited-operation': noUnawaitedOperation,
  'no-operation-in-unstable-flow': noOperationInUnstableFlow,
  'no-ambiguous-invoke': noAmbiguousInvoke,
  'named-operations': namedOperations,
} satisfies Record<string, Rule.RuleModule>;

const namespace = '@perdure';

const recommendedRules: Linter.RulesRecord = {
  [`${namespace}/no-nested-durable-operations`]: 'error',
  [`${namespace}/no-non-deterministic-outside-step`]: 'error',
  [`${namespace}/no-closure-in-durable-operations`]: 'error',
  [`${namespace}/no-io-outside-step`]: 'error',
  [`${namespace}/no-unawaited-operation`]: 'error',
  [`${namespace}/no-operation-in-unstable-flow`]: 'error',
  [`${namespace}/no-ambiguous-invoke`]: 'error',
  [`${namespace}/named-operations`]: 'warn',
};

const base = {
  meta: { name: '@perdure/eslint-plugin', version: '0.1.0', namespace },
  rules,
} satisfies ESLint.Plugin;

const recommended: Linter.Config = {
  name: '@perdure/recommended',
  plugins: { [namespace]: base },
  rules: recommendedRules,
};

/** For ESLint 8, and for `.eslintrc` with ESLint 9. */
const recommendedLegacy: Linter.LegacyConfig = { plugins: [namespace], rules: recommendedRules };

interface PerdurePlugin extends ESLint.Plugin {
  rules: Record<keyof typeof rules, Rule.RuleModule>;
  configs: { recommended: Linter.Config; 'recommended-legacy': Linter.LegacyConfig };
}

const plugin: PerdurePlugin = { ...base, configs: { recommended, 'recommended-legacy': recommendedLegacy } };

export default plugin;
