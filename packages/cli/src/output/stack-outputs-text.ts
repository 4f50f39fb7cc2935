// What a deployed stack answers: its outputs, and where it is reached.

import type { StackDescription } from '@perdure/protocol';

export function outputsText({ Document: document, Addresses: addresses }: StackDescription): string {
  const outputs = (document.Outputs ?? []).map(
    ({ OutputKey, OutputValue }) => [OutputKey, OutputValue] as const,
  );
  const shown = new Set(outputs.map(([, value]) => value.replace(/\/$/, '')));
  const reached = [
    ...(document.Apis ?? []).map(({ ApiId, Name }) => [Name, addresses.Apis[ApiId]] as const),
    ...(document.FunctionUrls ?? []).map(({ UrlId }) => [UrlId, addresses.FunctionUrls[UrlId]] as const),
  ].filter(
    (entry): entry is readonly [string, string] =>
      entry[1] !== undefined && !shown.has(entry[1].replace(/\/$/, '')),
  );
  return [section('Outputs', outputs), section('Addresses', reached)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return '';
  const width = Math.max(...entries.map(([name]) => name.length));
  return [title, ...entries.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n');
}
