import { durableRule } from '../durable-rule.ts';
import { unstableListener } from './unstable-outside-step.ts';

export const noNonDeterministicOutsideStep = durableRule({
  name: 'no-non-deterministic-outside-step',
  description: 'The clock and chance are asked inside a step, where the answer is recorded',
  hasSuggestions: true,
  messages: {
    nonDeterministicOutsideStep:
      "'{{source}}' gives another value with each replay. Ask it in a step, so that its first answer is recorded.",
    nonDeterministicFunction:
      "'{{name}}' uses '{{source}}' (line {{line}}), which gives another value with each replay. Call it in a step, so that its first answer is recorded.",
    intoStep: 'Ask it in a step.',
  },
  create: (context, source) =>
    unstableListener(context, source, new Set(['clock', 'random']), {
      direct: 'nonDeterministicOutsideStep',
      through: 'nonDeterministicFunction',
      suggestion: { messageId: 'intoStep', stepNames: { clock: 'now', random: 'random' } },
    }),
});
