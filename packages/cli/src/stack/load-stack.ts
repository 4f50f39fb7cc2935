// From a template's file to what is to be deployed: the model, and the code of every function.

import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { CodePackage } from '../deploy/zip-code.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { CodeProblem } from '../packaging/code-problem.ts';
import { type CodePlace, packageFunction } from '../packaging/package-function.ts';
import type { Problems } from '../template/problems.ts';
import { readStack } from '../template/read-stack.ts';
import { readTemplateFiles } from '../template/reading/included-files.ts';
import { parseOverrides } from '../template/resolving/parameter-overrides.ts';
import type { StackModel } from '../template/stack-model.ts';
import type { ControlPlane } from './control-plane.ts';
import { readSamSettings } from './samconfig.ts';

export interface TemplateOptions {
  /** The template's file. */
  file: string;
  /** Default: that of samconfig.toml, else the name of the template's directory. */
  stackName?: string | undefined;
  parameterOverrides?: readonly string[] | undefined;
  /** `Topic=value` or `Api.Endpoint=value`, for what is not run here. */
  resourceValues?: Readonly<Record<string, string>> | undefined;
  /** Logical ids to leave out. */
  skipped?: readonly string[] | undefined;
  /** Code is taken from it and from below. Default: the template's directory. */
  root?: string | undefined;
  /** The table of samconfig.toml. Default: `default`. */
  configEnvironment?: string | undefined;
}

export interface LoadedStack {
  model: StackModel;
  /** By function name. */
  codes: ReadonlyMap<string, CodePackage>;
  /** Where the code came from. */
  place: CodePlace;
  /** For what the server has against it. */
  problems: Problems;
}

const stackNamePattern = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;
const CDK_ENDING = /\.template\.json$/;

/** Throws CommandFailure with everything that is wrong with the template or with the code. */
export async function loadStack(options: TemplateOptions, control: ControlPlane): Promise<LoadedStack> {
  const { file } = options;
  const templateDirectory = dirname(resolve(file));
  const settings = await readSamSettings(templateDirectory, options.configEnvironment);
  const stackName = stackNameOf(file, options.stackName ?? settings.stackName);
  const [text, realm] = await Promise.all([readTemplateFile(file), control.realm()]);
  const { model, problems } = readStack({
    file,
    text,
    files: await readTemplateFiles(text, templateDirectory),
    identity: { stackName, realm, endpoint: control.endpoint },
    parameterOverrides: {
      ...parseOverrides(settings.parameterOverrides),
      ...parseOverrides(options.parameterOverrides ?? []),
    },
    resourceValues: options.resourceValues ?? {},
    skipped: options.skipped ?? [],
    imports: await exportsOfOthers(stackName, text, control),
  });
  refuseWhatCannotRun(model);
  const place = { templateDirectory, root: resolve(options.root ?? templateDirectory) };
  const codes = new Map<string, CodePackage>();
  await Promise.all(
    model.functions.map(async (made) => {
      try {
        codes.set(made.functionName, await packageFunction(made, place));
      } catch (error) {
        if (!(error instanceof CodeProblem)) throw error;
        problems.add(
          [...made.path, 'Properties', error.property],
          `Function ${made.logicalId}: ${error.message}`,
        );
      }
    }),
  );
  problems.throwIfAny();
  return { model, codes, place, problems };
}

/** The realm and the name are all that a removal needs. */
export async function stackNameFor(
  options: Pick<TemplateOptions, 'file' | 'stackName' | 'configEnvironment'>,
): Promise<string> {
  const settings = await readSamSettings(dirname(resolve(options.file)), options.configEnvironment);
  return stackNameOf(options.file, options.stackName ?? settings.stackName);
}

function stackNameOf(file: string, given: string | undefined): string {
  const name = given ?? nameOfFile(file);
  if (stackNamePattern.test(name)) return name;
  throw new CommandFailure(
    `${name} cannot be the name of a stack: a letter, then up to 127 letters, digits and hyphens. Give another with --stack-name.`,
    exitCodes.usage,
  );
}

function nameOfFile(file: string): string {
  const full = resolve(file);
  const name = CDK_ENDING.test(file) ? basename(full).replace(CDK_ENDING, '') : basename(dirname(full));
  return name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^[-\d]+|-+$/g, '');
}

async function readTemplateFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is none' : error;
    throw new CommandFailure(`Cannot read the template ${resolve(file)}: ${reason}`, exitCodes.usage);
  }
}

function refuseWhatCannotRun({ file, notes }: StackModel): void {
  const refused = notes.filter(({ treatment }) => treatment === 'refused');
  if (refused.length === 0) return;
  const lines = refused.map(({ subject, what, advice = '' }) =>
    `${file}: ${subject}: ${what} ${advice}`.trimEnd(),
  );
  throw new CommandFailure(lines.join('\n'));
}

/** Asked for only by templates that import. */
async function exportsOfOthers(
  stackName: string,
  text: string,
  control: ControlPlane,
): Promise<ReadonlyMap<string, string>> {
  if (!text.includes('ImportValue')) return new Map();
  const exported = new Map<string, string>();
  for await (const { StackName } of control.stacks()) {
    const stack = StackName === stackName ? undefined : await control.findStack(StackName);
    for (const { ExportName, OutputValue } of stack?.Document.Outputs ?? [])
      if (ExportName !== undefined) exported.set(ExportName, OutputValue);
  }
  return exported;
}
