/** ESLint 8 ships no types; this is what the test of the legacy configuration uses of it. */
declare module 'eslint-8' {
  export class ESLint {
    constructor(options: {
      cwd: string;
      useEslintrc: boolean;
      plugins: Record<string, unknown>;
      overrideConfig: Record<string, unknown>;
    });
    lintText(
      code: string,
      options: { filePath: string },
    ): Promise<{ messages: { ruleId: string | null; severity: number }[] }[]>;
  }
}
