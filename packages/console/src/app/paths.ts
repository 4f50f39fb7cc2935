// The addresses of pages. An execution's address holds its ARN as it is, so that one can be made of the other by hand.

export const consoleBase = '/perdure/console';

export type FunctionTab =
  | 'executions'
  | 'code'
  | 'test'
  | 'monitor'
  | 'aliases'
  | 'versions'
  | 'logs'
  | 'configuration';

export const paths = {
  functions: '/functions',
  function: (name: string, tab?: FunctionTab): string =>
    tab === undefined ? `/functions/${name}` : `/functions/${name}?tab=${tab}`,
  executions: '/executions',
  execution: (arn: string): string => `/executions/${arn}`,
  callbacks: '/callbacks',
  settings: '/settings',
} as const;

/** An address for an anchor: routes know it without the base. */
export const href = (path: string): string => `${consoleBase}${path}`;
