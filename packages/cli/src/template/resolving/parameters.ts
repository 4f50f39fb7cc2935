// The values of a template's parameters: what was given for this deployment, else the default.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import { isMap, isScalar, type Path, type Value, type ValueMap } from '../value.ts';

export interface ParameterValue {
  value: Value;
  /** Not to be shown. */
  isSecret: boolean;
  /** The name of an entry in AWS's parameter store, which stands in for the value that cannot be read here. */
  isStoreName: boolean;
}

interface Declaration {
  name: string;
  type: string;
  body: ValueMap;
  path: Path;
}

const listType = /^(CommaDelimitedList|List<.*>|AWS::SSM::Parameter::Value<(List<.*>|CommaDelimitedList)>)$/;
const numberType = /^(Number|List<Number>)$/;
const knownType = /^(String|Number|List<.+>|CommaDelimitedList|AWS::.+)$/;
const storeType = /^AWS::SSM::Parameter::(Value<|Name$)/;

export function readParameters(
  declarations: ValueMap,
  overrides: Readonly<Record<string, string>>,
  problems: Problems,
): Map<string, ParameterValue> {
  const names = Object.keys(declarations);
  for (const name of Object.keys(overrides)) {
    if (!names.includes(name))
      problems.add(
        ['Parameters'],
        `A value was given for ${name}, which is not a parameter.${meantText(name, names)}`,
      );
  }
  const values = new Map<string, ParameterValue>();
  for (const [name, body] of Object.entries(declarations)) {
    const path = ['Parameters', name];
    if (!isMap(body) || typeof body.Type !== 'string') {
      problems.add(path, `Parameter ${name} has no Type.`);
      continue;
    }
    const value = readParameter({ name, type: body.Type, body, path }, overrides[name], problems);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

function readParameter(
  declaration: Declaration,
  override: string | undefined,
  problems: Problems,
): ParameterValue | undefined {
  const { name, type, body, path } = declaration;
  if (!knownType.test(type)) {
    problems.add([...path, 'Type'], `Parameter ${name}: there is no type ${type}.`);
    return undefined;
  }
  const text = override ?? defaultText(body.Default);
  if (text === undefined) {
    const hint = typeof body.Description === 'string' ? ` (${body.Description})` : '';
    problems.add(
      path,
      `Parameter ${name} has no default and no value was given${hint}. Give it: --parameter-overrides ${name}=…`,
    );
    return undefined;
  }
  const items = listType.test(type) ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const broken = brokenConstraint(declaration, item);
    if (broken !== undefined) problems.add(path, `Parameter ${name}: ${broken}`);
  }
  return {
    value: listType.test(type) ? items : text,
    isSecret: body.NoEcho === true || body.NoEcho === 'true',
    isStoreName: storeType.test(type) && override === undefined,
  };
}

function defaultText(value: Value | undefined): string | undefined {
  if (Array.isArray(value)) return value.map(String).join(',');
  return isScalar(value) ? String(value) : undefined;
}

/** What is wrong with the value, or undefined. */
function brokenConstraint({ body, type }: Declaration, text: string): string | undefined {
  const shown = body.NoEcho ? 'the value' : `"${text}"`;
  if (numberType.test(type) && (text.trim() === '' || !Number.isFinite(Number(text))))
    return `${shown} is not a number.`;
  const allowed = Array.isArray(body.AllowedValues) ? body.AllowedValues.map(String) : undefined;
  if (allowed !== undefined && !allowed.includes(text))
    return `${shown} is not allowed; it takes ${allowed.join(', ')}.`;
  const pattern = body.AllowedPattern;
  if (typeof pattern === 'string' && !matches(pattern, text)) {
    const why = typeof body.ConstraintDescription === 'string' ? ` ${body.ConstraintDescription}` : '';
    return `${shown} does not match ${pattern}.${why}`;
  }
  const size = numberType.test(type) ? Number(text) : text.length;
  const [least, most] = numberType.test(type)
    ? [body.MinValue, body.MaxValue]
    : [body.MinLength, body.MaxLength];
  const what = numberType.test(type) ? shown : `the length of ${shown}`;
  if (least !== undefined && size < Number(least)) return `${what} is below the least, ${least}.`;
  if (most !== undefined && size > Number(most)) return `${what} is above the most, ${most}.`;
  return undefined;
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    // Java's patterns have forms that JavaScript's have not; what cannot be judged is let through.
    return true;
  }
}
