// The APIs of access control: who there is, what they may, what they did.

import type { Api } from '../../api.ts';
import { auditApis } from './audit.ts';
import type { AuthPorts } from './auth-ports.ts';
import { roleApis } from './roles.ts';
import { sessionApis } from './sessions.ts';
import { userApis } from './users.ts';

export const authApi = (ports: AuthPorts): Api[] => [
  ...sessionApis(ports),
  ...userApis(ports),
  ...roleApis(ports),
  ...auditApis(ports),
];
