// A server for orphan-guard.test.ts to kill: runs one invocation that never ends and one environment that idles, and
// prints their process ids.

import { PoolFixture } from './pool-fixture.ts';

const fixture = await PoolFixture.open({
  logs: {
    write: ({ line }) => {
      if (line.startsWith('busy ')) console.log(line);
    },
    close: async () => {},
  },
});
const idle = fixture.deploy({ 'index.mjs': 'export const handler = async () => process.pid;' });
console.log(`idle ${await fixture.result(idle)} ${fixture.dataDirectory}`);
const busy = fixture.deploy({
  'index.mjs':
    "export const handler = () => { process.stdout.write('busy ' + process.pid + '\\n'); for (;;); };",
});
void fixture.invoke(busy);
