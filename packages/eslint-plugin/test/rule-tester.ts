// ESLint's own tester, run by Vitest, with the parser of TypeScript for the cases that are written in it.

import parser from '@typescript-eslint/parser';
import { RuleTester } from 'eslint';
import { afterAll, describe, it } from 'vitest';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;
Reflect.set(RuleTester, 'afterAll', afterAll);

export const javaScript = new RuleTester({
  languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
});
export const typeScript = new RuleTester({ languageOptions: { parser } });

/** A handler with the statements as its body. */
export const inHandler = (body: string): string =>
  `withDurableExecution(async (event, context) => {\n${body}\n});`;
