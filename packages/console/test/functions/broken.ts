// Cannot be loaded, so that each of its invocations fails.

throw new Error('the machine has no beans');

export const handler = async (): Promise<void> => undefined;
