// Names for what a template does not name. CloudFormation adds chance to them; here they follow from the stack and the logical id,
// so that a deployment knows all names before it begins, and finds what it made the last time.

import { createHash } from 'node:crypto';

const SUFFIX_CHARS = 10;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DNS_LABEL_CHARS_MAX = 63;

/** `shop-Orders-4KQ2…`, at most `charsMax` long. `salt` is what has to change for the resource to be another one. */
export function physicalName(stackName: string, logicalId: string, charsMax: number, salt = ''): string {
  const suffix = suffixOf(`${stackName}/${logicalId}/${salt}`);
  const room = charsMax - suffix.length - 2;
  const stack = stackName.slice(0, Math.max(1, Math.min(stackName.length, room - logicalId.length)));
  const id = logicalId.slice(0, room - stack.length);
  return `${stack}-${id}-${suffix}`;
}

/** A part of an address: small letters, digits and hyphens, readable as long as it is short enough. */
export function addressLabel(stackName: string, logicalId: string): string {
  const label = `${stackName}-${logicalId}`.toLowerCase();
  if (label.length <= DNS_LABEL_CHARS_MAX) return label;
  return physicalName(stackName, logicalId, DNS_LABEL_CHARS_MAX).toLowerCase();
}

function suffixOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  return [...bytes.subarray(0, SUFFIX_CHARS)].map((byte) => BASE32[byte % BASE32.length]).join('');
}
