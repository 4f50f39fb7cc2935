// What is wrong with the code of one function, and which property of the template says so.

export type CodeProperty = 'CodeUri' | 'Handler' | 'InlineCode' | 'Layers';

export class CodeProblem extends Error {
  override readonly name = 'CodeProblem';
  readonly property: CodeProperty;

  constructor(property: CodeProperty, message: string) {
    super(message);
    this.property = property;
  }
}
