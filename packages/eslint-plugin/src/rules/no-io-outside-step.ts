import { durableRule } from '../durable-rule.ts';
import { unstableListener } from './unstable-outside-step.ts';

export const noIoOutsideStep = durableRule({
  name: 'no-io-outside-step',
  description: 'Networks, files and processes are used inside a step, once',
  messages: {
    ioOutsideStep:
      "'{{source}}' reaches outside the function and is done again with each replay. Do it in a step: it is then done once, and retried when it fails.",
    ioFunction:
      "'{{name}}' uses '{{source}}' (line {{line}}), which reaches outside the function and is done again with each replay. Call it in a step.",
  },
  create: (context, source) =>
    unstableListener(context, source, new Set(['network', 'files']), {
      direct: 'ioOutsideStep',
      through: 'ioFunction',
    }),
});
