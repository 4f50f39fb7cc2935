// What the two rules about unstable expressions share: both look at every call of a replayed place, and follow those to
// functions of the same file.

import type { Rule, SourceCode } from 'eslint';
import type { CallExpression, Identifier, NewExpression } from 'estree';
import { isDurableContext } from '../durable-operations.ts';
import { calledFunction, evaluationOf } from '../evaluation.ts';
import { findUnstable } from '../find-unstable.ts';
import { functionAround, placed } from '../syntax.ts';
import { type SourceKind, type UnstableSource, unstableSource } from '../unstable-sources.ts';

export interface UnstableReport {
  direct: string;
  through: string;
  suggestion?: { messageId: string; stepNames: Partial<Record<SourceKind, string>> };
}

export function unstableListener(
  context: Rule.RuleContext,
  source: SourceCode,
  kinds: ReadonlySet<SourceKind>,
  { direct, through, suggestion }: UnstableReport,
): Rule.RuleListener {
  const check = (node: CallExpression | NewExpression): void => {
    const own = unstableSource(source, node);
    const isOwn = own !== undefined && kinds.has(own.kind);
    const called = isOwn || node.type === 'NewExpression' ? undefined : calledFunction(source, node);
    if ((!isOwn && called === undefined) || evaluationOf(source, placed(node)) !== 'replayed') return;
    if (isOwn) {
      const suggest = suggestion === undefined ? [] : intoStep(source, node, own, suggestion);
      context.report({ node, messageId: direct, data: { source: own.text }, suggest });
      return;
    }
    const inside =
      called === undefined ? undefined : findUnstable(source, called.body, kinds, new Set([called]));
    if (inside === undefined || called === undefined) return;
    const name = source.getText(node.callee);
    const line = String(inside.node.loc?.start.line ?? 0);
    context.report({ node, messageId: through, data: { name, source: inside.text, line } });
  };
  return { CallExpression: check, NewExpression: check };
}

/** `await context.step('now', async () => Date.now())`, where a value survives being recorded as JSON. */
function intoStep(
  source: SourceCode,
  node: CallExpression | NewExpression,
  { kind }: UnstableSource,
  { messageId, stepNames }: NonNullable<UnstableReport['suggestion']>,
): Rule.SuggestionReportDescriptor[] {
  const around = functionAround(placed(node));
  const name = stepNames[kind];
  if (node.type === 'NewExpression' || around?.async !== true || name === undefined) return [];
  const durable = contextOf(source, around);
  if (durable === undefined) return [];
  const text = `await ${durable.name}.step('${name}', async () => ${source.getText(node)})`;
  return [{ messageId, fix: (fixer) => fixer.replaceText(node, `(${text})`) }];
}

function contextOf(source: SourceCode, around: Rule.Node): Identifier | undefined {
  const variable = source
    .getDeclaredVariables(around)
    .find((found) => found.defs[0]?.type === 'Parameter' && isDurableContext(source, found));
  return variable?.identifiers[0];
}
