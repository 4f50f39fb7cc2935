// Whether policies allow an action on a resource, as IAM decides within one account: a statement that denies outranks
// everything; else one that allows suffices, wherever it stands; else the answer is no.

import { holds } from './conditions.ts';
import type { Policy, Statement } from './policy-document.ts';
import type { PrincipalNames } from './principal-element.ts';
import { isPrincipal } from './principal-element.ts';
import type { RequestContext } from './request-context.ts';

export interface Question {
  /** `lambda:InvokeFunction` */
  action: string;
  /** An ARN, or `*` for actions that are not about one resource. */
  resource: string;
  principal: PrincipalNames;
  context: RequestContext;
}

export interface Attached {
  /** Of the user or the role. */
  identity: readonly Policy[];
  /** Of the function that is asked for. */
  resource: readonly Policy[];
}

export type Verdict =
  | 'allowed'
  /** No statement allows it. */
  | 'not-allowed'
  | 'denied-by-identity'
  | 'denied-by-resource';

export function evaluate(question: Question, { identity, resource }: Attached): Verdict {
  const asked = { ...question, action: question.action.toLowerCase() };
  let isAllowed = false;
  for (const policy of identity) {
    for (const statement of policy) {
      if (!applies(statement, asked)) continue;
      if (statement.effect === 'Deny') return 'denied-by-identity';
      isAllowed = true;
    }
  }
  for (const policy of resource) {
    for (const statement of policy) {
      if (!applies(statement, asked)) continue;
      if (statement.effect === 'Deny') return 'denied-by-resource';
      isAllowed = true;
    }
  }
  return isAllowed ? 'allowed' : 'not-allowed';
}

function applies(statement: Statement, { action, resource, principal, context }: Question): boolean {
  const { actions, notActions, resources, notResources, conditions, hasVariables } = statement;
  if (actions.some((pattern) => pattern.matches(action, context)) === notActions) return false;
  if (resources.some((pattern) => pattern.matches(resource, context)) === notResources) return false;
  if (statement.principal !== undefined && !isPrincipal(statement.principal, principal)) return false;
  return conditions.every((condition) => holds(condition, context, hasVariables));
}
