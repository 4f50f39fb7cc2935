// GetAccountSettings: the limits of the server, and what functions take up of them.

import type { Api } from './api.ts';
import { api, type FunctionPorts } from './function-api.ts';

export const accountSettingsApi = ({ functions }: FunctionPorts): Api =>
  api({ name: 'GetAccountSettings', method: 'GET', path: '/2016-08-19/account-settings' }, () =>
    functions.accountSettings(),
  );
