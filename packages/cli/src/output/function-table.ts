// Functions, versions and aliases as tables, and one function as a block of text.

import type { AliasConfiguration, FunctionConfiguration } from '../lambda-api.ts';
import { boxTable, type Column } from './box-table.ts';
import { formatBytes } from './byte-count.ts';

const LABEL_CHARS = 15;

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

export function functionTable(functions: readonly FunctionConfiguration[]): string {
  if (functions.length === 0) return 'No functions. Deploy one: npx perdure deploy <file> --name <function>';
  return configurationTable('Name', functions, ({ FunctionName: name }) => name);
}

export const versionTable = (versions: readonly FunctionConfiguration[]): string =>
  configurationTable('Version', versions, ({ Version: version }) => version);

function configurationTable(
  title: string,
  configurations: readonly FunctionConfiguration[],
  nameOf: (configuration: FunctionConfiguration) => string,
): string {
  const columns = [
    left(title),
    left('Runtime'),
    left('Durable'),
    right('Timeout'),
    right('Code'),
    left('Modified'),
  ];
  return boxTable(
    columns,
    configurations.map((configuration) => [nameOf(configuration), ...cellsOf(configuration)]),
  );
}

const cellsOf = (configuration: FunctionConfiguration): string[] => [
  configuration.Runtime ?? '-',
  durableText(configuration),
  configuration.Timeout === undefined ? '-' : `${configuration.Timeout} s`,
  configuration.CodeSize === undefined ? '-' : formatBytes(configuration.CodeSize),
  configuration.LastModified ?? '-',
];

const durableText = ({ DurableConfig: durable }: FunctionConfiguration): string =>
  durable === undefined ? 'no' : `up to ${durable.ExecutionTimeout} s`;

export function aliasTable(aliases: readonly AliasConfiguration[]): string {
  if (aliases.length === 0) return 'No aliases.';
  const columns = [left('Alias'), left('Version'), left('Also'), left('Description')];
  return boxTable(
    columns,
    aliases.map((alias) => [alias.Name, alias.FunctionVersion, weights(alias), alias.Description ?? '']),
  );
}

const weights = ({ RoutingConfig: routing }: AliasConfiguration): string =>
  Object.entries(routing?.AdditionalVersionWeights ?? {})
    .map(([version, weight]) => `${version}: ${weight}`)
    .join(', ');

export function functionSummary(configuration: FunctionConfiguration): string {
  const variables = Object.keys(configuration.Environment?.Variables ?? {});
  const lines: [label: string, value: string | undefined][] = [
    ['Name', configuration.FunctionName],
    ['ARN', configuration.FunctionArn],
    ['Version', configuration.Version],
    ['State', configuration.State],
    ['Runtime', configuration.Runtime],
    ['Handler', configuration.Handler],
    ['Durable', durableText(configuration)],
    [
      'Retention',
      configuration.DurableConfig && `${configuration.DurableConfig.RetentionPeriodInDays ?? '-'} days`,
    ],
    ['Timeout', configuration.Timeout === undefined ? undefined : `${configuration.Timeout} s`],
    ['Memory', configuration.MemorySize === undefined ? undefined : `${configuration.MemorySize} MB`],
    ['Variables', variables.length === 0 ? undefined : variables.join(', ')],
    ['Code', configuration.CodeSize === undefined ? undefined : formatBytes(configuration.CodeSize)],
    ['Code SHA-256', configuration.CodeSha256],
    ['Modified', configuration.LastModified],
  ];
  return lines
    .flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(LABEL_CHARS)}${value}`]))
    .join('\n');
}
