// The members that the APIs of access control share.

import { identityLimits, identityName } from '../../../auth/identities/limits.ts';
import { choice, type Member, required, text } from '../../validation/member.ts';

const POLICY_NAME_CHARS_MAX = 128;
const ACCESS_KEY_ID_CHARS_MAX = 128;
const SECRET_CHARS_MAX = 128;

export const name = required(text({ charsMax: identityLimits.nameCharsMax, pattern: identityName }));
export const policyName = required(text({ charsMax: POLICY_NAME_CHARS_MAX, pattern: /^[\w+=,.@-]+$/ }));
export const accessKeyId = required(text({ charsMax: ACCESS_KEY_ID_CHARS_MAX, pattern: /^\w+$/ }));
export const secret = text({ charsMin: 1, charsMax: SECRET_CHARS_MAX, sensitive: true });
export const keyStatus = required(choice(['Active', 'Inactive']));

/** A policy document: an object, or its JSON text. */
export const policyDocument: Member<object | string> = {
  read(raw, path, report) {
    if (typeof raw === 'string' || (typeof raw === 'object' && raw !== null)) return raw;
    report.cannotConvert(raw, 'Structure', path);
    return undefined;
  },
};
