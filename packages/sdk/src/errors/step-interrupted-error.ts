/** What the retry strategy of an at-most-once step sees when an earlier invocation left the attempt unfinished. */
export class StepInterruptedError extends Error {
  constructor(_stepId: string, _stepName?: string) {
    super('The step execution process was initiated but failed to reach completion due to an interruption.');
    this.name = this.constructor.name;
  }
}
