// `perdure config`: what is set for all commands of this user.

import { Argument, type Command } from 'commander';
import {
  readSettings,
  type SettingName,
  settingNames,
  settingsPath,
  writeSetting,
} from '../connection/user-settings.ts';
import type { CommandContext } from './command-context.ts';

const nameArgument = () => new Argument('<name>', settingNames.join(', ')).choices(settingNames);

export function configCommand(program: Command, { terminal }: CommandContext): void {
  const command = program
    .command('config')
    .description('settings for all commands: endpoint, profile, region, format');
  command
    .command('list', { isDefault: true })
    .description('show what is set, and where it is kept')
    .action(async () => {
      const entries = Object.entries(await readSettings());
      for (const [name, value] of entries) terminal.out(`${name}=${value}\n`);
      terminal.err(
        `${entries.length === 0 ? 'Nothing is set. ' : ''}Settings are kept in ${settingsPath()}\n`,
      );
    });
  command
    .command('get')
    .description('show one setting')
    .addArgument(nameArgument())
    .action(async (name: SettingName) => {
      const value = (await readSettings())[name];
      if (value !== undefined) terminal.out(`${value}\n`);
    });
  command
    .command('set')
    .description('set it; options and environment variables come before it')
    .addArgument(nameArgument())
    .argument('<value>')
    .action((name: SettingName, value: string) => writeSetting(name, value));
  command
    .command('unset')
    .description('remove it')
    .addArgument(nameArgument())
    .action((name: SettingName) => writeSetting(name, undefined));
}
