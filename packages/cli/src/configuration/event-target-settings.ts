// The list of targets of status changes in a configuration file.

import { executionStatuses } from '@perdure/protocol';
import { meantText } from '../names/nearest-name.ts';
import { type SettingValue, WrongValue } from './setting.ts';

const members = ['name', 'url', 'secret', 'function', 'functions', 'statuses'] as const;

export function eventTargets(written: unknown): SettingValue {
  if (!Array.isArray(written)) throw new WrongValue('a list of targets');
  const targets = written.map((each: unknown, index) => target(each, `target ${index + 1}`));
  const names = targets.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new WrongValue('a list of targets with different names');
  return targets;
}

function target(written: unknown, place: string): Record<string, unknown> {
  if (typeof written !== 'object' || written === null)
    throw new WrongValue(`for ${place}: name, and url or function`);
  const given = written as Record<string, unknown>;
  const unknown = Object.keys(given).find((member) => !members.some((known) => known === member));
  if (unknown !== undefined) {
    throw new WrongValue(
      `for ${place}: ${members.join(', ')}; ${unknown} is none of them.${meantText(unknown, members)}`,
    );
  }
  const { name, url, secret, function: called, functions, statuses } = given;
  if (!isText(name)) throw new WrongValue(`for ${place}: a name`);
  if ((url === undefined) === (called === undefined))
    throw new WrongValue(`for ${name}: either a url or a function`);
  if (url !== undefined && !(isText(url) && URL.canParse(url) && /^https?:/.test(url))) {
    throw new WrongValue(`for ${name}: a url that begins with http:// or https://`);
  }
  if (called !== undefined && !isText(called)) throw new WrongValue(`for ${name}: the name of a function`);
  if (secret !== undefined && !(isText(secret) && /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret))) {
    throw new WrongValue(`for ${name}: a secret in base64, with or without whsec_ before it`);
  }
  if (functions !== undefined && !isTexts(functions)) throw new WrongValue(`for ${name}: names of functions`);
  if (statuses !== undefined && !isTexts(statuses, executionStatuses)) {
    throw new WrongValue(`for ${name}: statuses, of ${executionStatuses.join(', ')}`);
  }
  return given;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isTexts = (value: unknown, known?: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every((each) => isText(each) && (known === undefined || known.includes(each)));
