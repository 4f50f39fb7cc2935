// A plan as people read it: what is new, changes, stays and goes, what is not done here, and what runs meanwhile.

import { changesAnything, type FunctionPlan } from '../stack/function-plan.ts';
import { permissionName } from '../stack/permission-plan.ts';
import { roleChanges } from '../stack/role-plan.ts';
import type { Change, PlannedItem, StackPlan } from '../stack/stack-plan.ts';
import { COUNTED_MAX, total } from '../stack/stack-state.ts';
import type { Note } from '../template/notes.ts';
import { formatBytes } from './byte-count.ts';
import { counted } from './counted.ts';
import type { Palette } from './palette.ts';

const signs: Readonly<Record<Exclude<Change, 'stays'>, string>> = { new: '+', changes: '~', goes: '-' };
const KIND_CHARS = 13;

/** Functions and everything else, in one list. */
export function plannedItems(plan: StackPlan): PlannedItem[] {
  const functions = plan.functions.map((made): PlannedItem => {
    const change = made.present === undefined ? 'new' : changesAnything(made) ? 'changes' : 'stays';
    return { change, kind: 'function', name: made.model.logicalId, details: functionDetails(made) };
  });
  const going = plan.functionsGoing.map((name): PlannedItem => {
    const running = total(plan.state.running.get(name) ?? new Map());
    const details = running === 0 ? [] : [`stops ${openExecutions(running)}`];
    return { change: 'goes', kind: 'function', name, details };
  });
  const aliases = plan.aliasesGoing.map(
    ({ functionName, alias }): PlannedItem => ({
      change: 'goes',
      kind: 'alias',
      name: `${functionName}:${alias}`,
      details: [],
    }),
  );
  const roles = plan.roles.map((role): PlannedItem => {
    const change = role.present === undefined ? 'new' : roleChanges(role) ? 'changes' : 'stays';
    const details =
      change === 'changes' ? [...role.put, ...role.removed.map((name) => `without ${name}`)] : [];
    return { change, kind: 'role', name: role.model.logicalId, details };
  });
  const names = new Set([...plan.permissions.put, ...plan.permissions.removed].map(permissionName));
  const permissions = [...names].map((name): PlannedItem => {
    const [comes, goes] = [plan.permissions.put, plan.permissions.removed].map((list) =>
      list.some((permission) => permissionName(permission) === name),
    );
    return {
      change: comes && goes ? 'changes' : comes ? 'new' : 'goes',
      kind: 'permission',
      name,
      details: [],
    };
  });
  const rolesGoing = plan.rolesGoing.map(
    (name): PlannedItem => ({ change: 'goes', kind: 'role', name, details: [] }),
  );
  return [...functions, ...plan.items, ...roles, ...permissions, ...aliases, ...going, ...rolesGoing];
}

export function planText(plan: StackPlan, colours: Palette): string {
  const items = plannedItems(plan);
  const changing = items.filter(({ change }) => change !== 'stays');
  const staying = items.length - changing.length;
  const lines = changing.map((item) => itemLine(item, colours));
  if (staying > 0)
    lines.push(colours.faint(`  = ${staying} ${staying === 1 ? 'stays as it is' : 'stay as they are'}`));
  return [lines.join('\n'), notesText(plan.model.notes), pinnedText(plan)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function itemLine({ change, kind, name, details }: PlannedItem, colours: Palette): string {
  const line = `  ${change === 'stays' ? '=' : signs[change]} ${kind.padEnd(KIND_CHARS)} ${name}`;
  const paint = { new: colours.good, changes: colours.waiting, goes: colours.bad, stays: colours.faint }[
    change
  ];
  return paint(line) + (details.length === 0 ? '' : `  ${details.join(', ')}`);
}

function functionDetails(plan: FunctionPlan): string[] {
  const { model, code, present } = plan;
  const { DurableConfig: durable, Environment: environment } = model.settings;
  if (present === undefined)
    return [
      model.functionName,
      formatBytes(code.zip.byteLength),
      ...(durable === undefined ? [] : [`executions up to ${durable.ExecutionTimeout} s`]),
      ...model.aliases.map(({ name }) => `alias ${name}`),
    ];
  const variables = plan.settingsChanged.includes('Environment')
    ? changedNames(present.configuration.Environment?.Variables ?? {}, environment.Variables)
    : [];
  return [
    ...(plan.codeChanges ? ['code'] : []),
    ...plan.settingsChanged.filter((name) => name !== 'Environment'),
    ...variables.map((name) => `variable ${name}`),
    ...(plan.tagsChange ? ['tags'] : []),
    ...(plan.concurrencyChanges ? ['reserved concurrency'] : []),
    ...(plan.eventInvokesChanged.length > 0 ? ['asynchronous invocations'] : []),
    ...(plan.publishes ? ['a new version'] : []),
    ...plan.aliasesChanged.map(({ name }) => `alias ${name}`),
  ];
}

function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

export function notesText(notes: readonly Note[]): string {
  if (notes.length === 0) return '';
  const lines = notes.flatMap(({ subject, treatment, what, advice }) => [
    `  ${subject} (${treatment})`,
    `      ${what}${advice === undefined ? '' : ` ${advice}`}`,
  ]);
  return ['Not as on AWS:', ...lines].join('\n');
}

/** What open executions of functions that change go on with. */
function pinnedText({ functions, state }: StackPlan): string {
  const lines = functions
    .filter(({ codeChanges, settingsChanged }) => codeChanges || settingsChanged.length > 0)
    .flatMap(({ model }) =>
      [...(state.running.get(model.functionName) ?? [])].map(([version, count]) =>
        version === '$LATEST'
          ? `${openExecutions(count)} of ${model.logicalId} began on $LATEST: there the new code goes on. --check says whether they can.`
          : `${openExecutions(count)} of ${model.logicalId} began on version ${version}, which stays what it is.`,
      ),
    );
  return lines.join('\n');
}

const openExecutions = (count: number): string =>
  count >= COUNTED_MAX ? `${COUNTED_MAX} or more open executions` : counted(count, 'open execution');
