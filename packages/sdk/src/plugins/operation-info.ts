import type { OperationInfo } from '../api/plugin.ts';
import type { WireOperation } from '../api/wire.ts';
import { DurableOperationError } from '../errors/durable-operation-error.ts';
import type { OperationRecords } from '../operation-records.ts';
import { toDate } from '../timestamps.ts';

/** A record as plugins see it. */
export function operationInfo(record: WireOperation): OperationInfo {
  const details =
    record.StepDetails ?? record.ContextDetails ?? record.CallbackDetails ?? record.ChainedInvokeDetails;
  const info: OperationInfo = { id: record.Id ?? '', type: record.Type ?? '', isReplay: false };
  if (record.Name !== undefined) info.name = record.Name;
  if (record.SubType !== undefined) info.subType = record.SubType;
  if (record.ParentId !== undefined) info.parentId = record.ParentId;
  if (record.Status !== undefined) info.status = record.Status;
  const startTimestamp = toDate(record.StartTimestamp);
  if (startTimestamp !== undefined) info.startTimestamp = startTimestamp;
  const endTimestamp = toDate(record.EndTimestamp);
  if (endTimestamp !== undefined) info.endTimestamp = endTimestamp;
  if (details?.Result !== undefined) info.result = details.Result;
  if (details?.Error !== undefined) info.error = DurableOperationError.fromErrorObject(details.Error);
  if (record.StepDetails?.Attempt !== undefined) info.attempt = record.StepDetails.Attempt;
  return info;
}

/** All records, or those with the given ids, by id. */
export function operationInfos(
  records: OperationRecords,
  ids?: Iterable<string>,
): Record<string, OperationInfo> {
  const infos: Record<string, OperationInfo> = {};
  const chosen = ids === undefined ? records.all() : [...ids].map((id) => records.get(id));
  for (const record of chosen) {
    if (record?.Id !== undefined) infos[record.Id] = operationInfo(record);
  }
  return infos;
}
