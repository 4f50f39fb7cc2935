// Tags of tables: what DynamoDB refuses of them and dynalite would try to keep.

import { rules, type TableRequest } from './dynalite-rules.ts';

/** Throws a RuleError when a tag lacks its key or its value. What is no list of tags at all is for the rules to refuse. */
export function checkTags({ Tags }: TableRequest): void {
  if (!Array.isArray(Tags)) return;
  for (const [index, tag] of Tags.entries()) {
    const missing = ['Key', 'Value'].find((member) => isMissing(tag, member));
    if (missing !== undefined) throw mustNotBeNull(`tags.${index + 1}.member.${missing.toLowerCase()}`);
  }
}

/** Throws a RuleError when a key is null. */
export function checkTagKeys({ TagKeys }: TableRequest): void {
  if (!Array.isArray(TagKeys)) return;
  const index = TagKeys.indexOf(null);
  if (index >= 0) throw mustNotBeNull(`tagKeys.${index + 1}.member`);
}

const isMissing = (tag: unknown, member: string): boolean =>
  tag === null || (typeof tag === 'object' && (Reflect.get(tag, member) ?? null) === null);

const mustNotBeNull = (place: string) =>
  rules.validationError(
    `1 validation error detected: Value null at '${place}' failed to satisfy constraint: Member must not be null`,
  );
