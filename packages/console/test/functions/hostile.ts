// Names, payloads and errors that would run or break out if anything took them for markup.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

const script = '<script>window.attacked = true</script>';
const image = '<img src=x onerror="window.attacked = true">';

export const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.step(script, async () => image);
  await context.step('"><b>bold</b>', async () => ({
    [script]: image,
    link: 'javascript:window.attacked=true',
  }));
  await context.step(image, async () => 'x'.repeat(300_000));
  const failure = new Error(`${script}${image}`);
  failure.name = script;
  throw failure;
});
