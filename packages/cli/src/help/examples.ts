// What the help of each command shows, beside commands that bring examples of their own.

/** By the words of the command. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  start: ['npx perdure start', 'npx perdure start --port 8080 --data /var/lib/perdure'],
  deploy: [
    'npx perdure deploy src/order.ts --alias live',
    'npx perdure deploy template.yaml --plan',
    'npx perdure deploy template.yaml --check',
  ],
  undeploy: ['npx perdure undeploy template.yaml', 'npx perdure undeploy --stack-name shop --yes'],
  invoke: [
    'npx perdure invoke order --event events/order.json',
    `npx perdure invoke order:live --payload '{"orderId":"A-17"}' --name A-17 --watch`,
    'cat order.json | npx perdure invoke order --event - --async',
  ],
  logs: [
    'npx perdure logs order --follow',
    'npx perdure logs --execution A-17',
    'npx perdure logs order --start-time "2h ago" --filter refused',
  ],
  'execution list': [
    'npx perdure execution list order',
    'npx perdure execution list order --status FAILED --format jsonl',
  ],
  'execution get': ['npx perdure execution get A-17', 'npx perdure execution get order/A-17 --format json'],
  'execution history': [
    'npx perdure execution history A-17',
    'npx perdure execution history A-17 --format json > histories/A-17.json',
  ],
  'execution watch': ['npx perdure execution watch A-17'],
  'execution stop': ['npx perdure execution stop A-17 --error-message "the customer has cancelled"'],
  'execution pause': ['npx perdure execution pause A-17 --reason "the warehouse moves"'],
  'execution resume': ['npx perdure execution resume A-17'],
  'execution delete': ['npx perdure execution delete A-17'],
  'callback list': ['npx perdure callback list', 'npx perdure callback list order --format json'],
  'callback succeed': [`npx perdure callback succeed MDFhMj… --result '{"status":"PAID"}'`],
  'callback fail': ['npx perdure callback fail MDFhMj… --error-type Declined --error-message "no money"'],
  'callback heartbeat': ['npx perdure callback heartbeat MDFhMj…'],
  'function list': ['npx perdure function list'],
  'function get': ['npx perdure function get order', 'npx perdure function get order:live --format json'],
  'function versions': ['npx perdure function versions order'],
  'function aliases': ['npx perdure function aliases order'],
  'function delete': ['npx perdure function delete order', 'npx perdure function delete order:3'],
  audit: [
    'npx perdure audit',
    'npx perdure audit --action lambda:StopDurableExecution',
    'npx perdure audit --verify',
  ],
  'config list': ['npx perdure config list'],
  'config get': ['npx perdure config get endpoint'],
  'config set': ['npx perdure config set endpoint https://perdure.example.com'],
  'config unset': ['npx perdure config unset endpoint'],
  doctor: ['npx perdure doctor', 'npx perdure doctor --endpoint https://perdure.example.com'],
  'worker list': ['npx perdure worker list'],
  'worker token create': ['npx perdure worker token create > worker.token'],
  'worker token list': ['npx perdure worker token list'],
  'worker token delete': ['npx perdure worker token delete 3f2a'],
  worker: ['npx perdure worker --endpoint https://perdure.example.com --token-file worker.token'],
  'auth init': ['npx perdure auth init --data /var/lib/perdure'],
  'auth whoami': ['npx perdure auth whoami --profile perdure'],
  'auth login-link': ['npx perdure auth login-link'],
  'auth user list': ['npx perdure auth user list'],
  'auth user create': ['npx perdure auth user create ann --policy ReadOnlyAccess'],
  'auth user delete': ['npx perdure auth user delete ann'],
  'auth key create': ['npx perdure auth key create ann'],
  'auth key disable': ['npx perdure auth key disable ann AKIA…'],
  'auth key enable': ['npx perdure auth key enable ann AKIA…'],
  'auth key delete': ['npx perdure auth key delete ann AKIA…'],
  'auth policy attach': [
    'npx perdure auth policy attach ann ReadOnlyAccess',
    'npx perdure auth policy attach ann orders --document orders-policy.json',
  ],
  'auth policy detach': ['npx perdure auth policy detach ann ReadOnlyAccess'],
  'auth policy show': ['npx perdure auth policy show ann'],
  'auth role list': ['npx perdure auth role list'],
  'auth role create': [
    'npx perdure auth role create order-role --policy AWSLambdaBasicDurableExecutionRolePolicy',
  ],
  'auth role delete': ['npx perdure auth role delete order-role'],
  'auth role assume': ['npx perdure auth role assume order-role --duration 900'],
};

/** The text that follows the options in the help of a command. */
export function exampleText(path: string): string | undefined {
  const lines = examples[path];
  return lines === undefined ? undefined : `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}
