// The lists of targets of events in a configuration file.

import { executionStatuses } from '@perdure/protocol';
import { meantText } from '../names/nearest-name.ts';
import { type SettingValue, WrongValue } from './setting.ts';

type Entry = Record<string, unknown>;

/** Who is told of status changes. */
export const eventTargets = (written: unknown): SettingValue => entries(written, 'name', checkTarget);

/** What functions name as dead-letter target or destination. */
export const destinations = (written: unknown): SettingValue => entries(written, 'arn', checkDestination);

function entries(written: unknown, key: string, check: (given: Entry, place: string) => void): Entry[] {
  if (!Array.isArray(written)) throw new WrongValue('a list of targets');
  const found = written.map((each: unknown, index) => {
    const place = `target ${index + 1}`;
    if (typeof each !== 'object' || each === null)
      throw new WrongValue(`for ${place}: ${key}, and where it is`);
    check(each as Entry, place);
    return each as Entry;
  });
  if (new Set(found.map((each) => each[key])).size === found.length) return found;
  throw new WrongValue(`a list in which each ${key} stands once`);
}

function checkTarget(given: Entry, place: string): void {
  checkMembers(given, ['name', 'url', 'secret', 'function', 'functions', 'statuses'], place);
  const { name, url, function: called, functions, statuses } = given;
  if (!isText(name)) throw new WrongValue(`for ${place}: a name`);
  if ((url === undefined) === (called === undefined))
    throw new WrongValue(`for ${name}: either a url or a function`);
  checkWebhook(given, name);
  if (called !== undefined && !isText(called)) throw new WrongValue(`for ${name}: the name of a function`);
  if (functions !== undefined && !isTexts(functions)) throw new WrongValue(`for ${name}: names of functions`);
  if (statuses !== undefined && !isTexts(statuses, executionStatuses)) {
    throw new WrongValue(`for ${name}: statuses, of ${executionStatuses.join(', ')}`);
  }
}

function checkDestination(given: Entry, place: string): void {
  checkMembers(given, ['arn', 'url', 'secret'], place);
  const { arn, url } = given;
  if (!isText(arn) || !arn.startsWith('arn:')) throw new WrongValue(`for ${place}: an arn`);
  if (url === undefined) throw new WrongValue(`for ${arn}: a url`);
  checkWebhook(given, arn);
}

function checkMembers(given: Entry, known: readonly string[], place: string): void {
  const unknown = Object.keys(given).find((member) => !known.includes(member));
  if (unknown === undefined) return;
  throw new WrongValue(
    `for ${place}: ${known.join(', ')}; ${unknown} is none of them.${meantText(unknown, known)}`,
  );
}

function checkWebhook({ url, secret }: Entry, place: string): void {
  if (url !== undefined && !(isText(url) && URL.canParse(url) && /^https?:/.test(url))) {
    throw new WrongValue(`for ${place}: a url that begins with http:// or https://`);
  }
  if (secret !== undefined && !(isText(secret) && /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret))) {
    throw new WrongValue(`for ${place}: a secret in base64, with or without whsec_ before it`);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isTexts = (value: unknown, known?: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every((each) => isText(each) && (known === undefined || known.includes(each)));
