import type { ServiceDouble } from './service-double.ts';

const SECONDS_PER_DAY = 86_400;

/** What happens between two invocations of a handler that waits for anything: a day passes, and everybody answers. */
export function answerEverything(service: ServiceDouble): void {
  service.advance(SECONDS_PER_DAY);
  for (const rawId of ['1', '2', '3', '1-1']) {
    if (!service.has(rawId)) continue;
    const { Type, Status } = service.at(rawId);
    if (Type === 'CALLBACK' && Status === 'STARTED') service.answerCallback(rawId, '"yes"');
    if (Type === 'CHAINED_INVOKE' && Status === 'STARTED')
      service.finishInvoke(rawId, { Result: '{"ok":true}' });
  }
}
