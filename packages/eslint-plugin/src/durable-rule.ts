// What all rules of this plugin have in common: their address in the documentation, and the way to the parsed source.

import type { Rule, SourceCode } from 'eslint';

const documents = 'https://github.com/perdure/perdure/blob/main/packages/eslint-plugin/docs';

export interface DurableRule {
  name: string;
  description: string;
  messages: Record<string, string>;
  hasSuggestions?: true;
  create(context: Rule.RuleContext, source: SourceCode): Rule.RuleListener;
}

export function durableRule({
  name,
  description,
  messages,
  hasSuggestions,
  create,
}: DurableRule): Rule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: { description, url: `${documents}/${name}.md` },
      messages,
      schema: [],
      ...(hasSuggestions === undefined ? {} : { hasSuggestions }),
    },
    create: (context) => create(context, context.sourceCode),
  };
}
