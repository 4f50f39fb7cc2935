// Makes one function what its plan says, and remembers the way back.

import type { FunctionConfiguration } from '../lambda-api.ts';
import type { AliasModel, EventInvokeModel } from '../template/stack-model.ts';
import type { ControlPlane } from './control-plane.ts';
import { type FunctionPlan, weightsOf } from './function-plan.ts';
import { withVersions } from './stack-document.ts';
import type { UndoList } from './undo-list.ts';

/** `versions` has the numbers of the versions of functions before, and gets those of this one. */
export async function applyFunction(
  plan: FunctionPlan,
  control: ControlPlane,
  versions: Map<string, string>,
  undo: UndoList,
): Promise<void> {
  const { model, present } = plan;
  const { functionName, logicalId, versionId } = model;
  if (present === undefined) {
    await create(plan, control, versions);
    undo.add(`function ${logicalId} is gone again`, () => control.deleteFunction(functionName));
  } else {
    if (plan.codeChanges) await changeCode(plan, control, undo);
    if (plan.settingsChanged.length > 0)
      await changeSettings(plan, present.configuration, control, versions, undo);
    if (plan.tagsChange)
      await control.replaceTags(present.configuration.FunctionArn, present.tags, plan.tags);
  }
  if (plan.concurrencyChanges) {
    await control.reserveConcurrency(functionName, model.reservedConcurrency);
    if (present !== undefined)
      undo.add(`concurrency of ${logicalId}`, () =>
        control.reserveConcurrency(functionName, present.reservedConcurrency),
      );
  }
  if (versionId !== undefined) {
    const { Version } = plan.publishes
      ? await control.publishVersion(functionName)
      : { Version: present?.newest?.Version ?? '' };
    versions.set(versionId, Version);
  }
  for (const alias of plan.aliasesChanged) await changeAlias(plan, alias, control, versions, undo);
  for (const config of plan.eventInvokesChanged) await changeEventInvoke(plan, config, control, undo);
}

async function create(
  { model, code, tags }: FunctionPlan,
  control: ControlPlane,
  versions: ReadonlyMap<string, string>,
): Promise<void> {
  const ZipFile = Buffer.from(code.zip).toString('base64');
  await control.createFunction({
    FunctionName: model.functionName,
    ...withVersions(model.settings, versions),
    Code: { ZipFile },
    Tags: tags,
  });
}

async function changeCode(
  { model, code }: FunctionPlan,
  control: ControlPlane,
  undo: UndoList,
): Promise<void> {
  const { functionName, logicalId } = model;
  const before = await control.code(functionName);
  await control.updateCode(functionName, code.zip);
  undo.add(`code of ${logicalId}`, () => control.updateCode(functionName, before));
}

async function changeSettings(
  { model }: FunctionPlan,
  before: FunctionConfiguration,
  control: ControlPlane,
  versions: ReadonlyMap<string, string>,
  undo: UndoList,
): Promise<void> {
  const { functionName, logicalId, settings } = model;
  await control.updateConfiguration(functionName, withVersions(settings, versions));
  const had: Record<string, unknown> = { ...before };
  const previous = Object.fromEntries(
    Object.keys(settings).flatMap((name) => (had[name] === undefined ? [] : [[name, had[name]]])),
  );
  const emptied = before.Environment === undefined ? { Environment: { Variables: {} } } : {};
  undo.add(`settings of ${logicalId}`, () =>
    control.updateConfiguration(functionName, { ...previous, ...emptied }),
  );
}

async function changeAlias(
  { model, present }: FunctionPlan,
  alias: AliasModel,
  control: ControlPlane,
  versions: ReadonlyMap<string, string>,
  undo: UndoList,
): Promise<void> {
  const { functionName, logicalId } = model;
  const members = withVersions(
    {
      FunctionVersion: alias.version,
      Description: alias.description ?? '',
      RoutingConfig: { AdditionalVersionWeights: alias.weights },
    },
    versions,
  );
  const before = present?.aliases.get(alias.name);
  if (before === undefined) {
    await control.createAlias(functionName, { Name: alias.name, ...members });
    // A function that is gone again takes its aliases along.
    if (present === undefined) return;
    undo.add(`alias ${alias.name} of ${logicalId} is gone again`, () =>
      control.deleteAlias(functionName, alias.name),
    );
    return;
  }
  await control.updateAlias(functionName, alias.name, members);
  undo.add(`alias ${alias.name} of ${logicalId}`, () =>
    control.updateAlias(functionName, alias.name, {
      FunctionVersion: before.FunctionVersion,
      Description: before.Description ?? '',
      RoutingConfig: { AdditionalVersionWeights: weightsOf(before) },
    }),
  );
}

async function changeEventInvoke(
  { model, present }: FunctionPlan,
  { qualifier, maximumEventAgeInSeconds, maximumRetryAttempts }: EventInvokeModel,
  control: ControlPlane,
  undo: UndoList,
): Promise<void> {
  const { functionName, logicalId } = model;
  await control.putEventInvoke(functionName, qualifier, {
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds: maximumEventAgeInSeconds }),
  });
  const before = present?.eventInvokes.get(qualifier);
  const { FunctionArn: _, ...members } = before ?? { FunctionArn: '' };
  undo.add(`asynchronous invocations of ${logicalId}`, () =>
    control.putEventInvoke(functionName, qualifier, before === undefined ? undefined : members),
  );
}
