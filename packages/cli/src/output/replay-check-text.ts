// What a replay check found, function by function.

import { type FunctionCheck, keepsItsVersion } from '../stack/check-changes.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

const BROKEN_SHOWN_MAX = 10;

export function replayCheckText(checks: readonly FunctionCheck[], colours: Palette): string {
  if (checks.length === 0) return 'No durable function changes its code: there is nothing to replay.';
  return checks.map((check) => functionText(check, colours)).join('\n');
}

function functionText(check: FunctionCheck, colours: Palette): string {
  const { logicalId, checked, unchecked, broken, obstacle } = check;
  if (obstacle !== undefined)
    return colours.waiting(
      `! ${logicalId}: ${unchecked} open executions were not checked: ${printable(obstacle)}`,
    );
  const beyond = unchecked === 0 ? '' : ` ${unchecked} more were not looked at.`;
  if (checked === 0) return colours.good(`✔ ${logicalId}: no execution is open.`);
  if (broken.length === 0)
    return colours.good(`✔ ${logicalId}: all ${checked} open executions replay.${beyond}`);
  const shown = broken.slice(0, BROKEN_SHOWN_MAX).map(({ executionArn, executionName, difference }) => {
    const version = keepsItsVersion(executionArn);
    const effect = version === undefined ? 'would fail' : `keeps version ${version}, and is not touched`;
    return `    ${printable(executionName)} (${effect}): ${difference.replaceAll('\n', '\n      ')}`;
  });
  const rest = broken.length - shown.length;
  return [
    colours.bad(`✖ ${logicalId}: ${broken.length} of ${checked} open executions do not replay.${beyond}`),
    ...shown,
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ].join('\n');
}
