// The least that a service can do for a step: acknowledge it. Both SDKs are measured on it, so that what differs is
// theirs.

export interface Update {
  Id?: string | undefined;
  Type?: string | undefined;
  SubType?: string | undefined;
  Name?: string | undefined;
  ParentId?: string | undefined;
  Action?: string | undefined;
  Payload?: string | undefined;
}

interface Stored {
  Id: string;
  Type: never;
  Status: never;
  StartTimestamp: Date;
  [member: string]: unknown;
}

const startedAt = new Date();

export class InMemoryService {
  readonly #operations = new Map<string, Stored>();

  constructor() {
    this.#operations.set('execution', {
      Id: 'execution',
      Type: 'EXECUTION' as never,
      Status: 'STARTED' as never,
      StartTimestamp: startedAt,
      ExecutionDetails: { InputPayload: '{}' },
    });
  }

  event() {
    return {
      DurableExecutionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f:1/durable-execution/name/id',
      CheckpointToken: 'token',
      InitialExecutionState: { Operations: [...this.#operations.values()] },
    };
  }

  async getExecutionState() {
    return { Operations: [] };
  }

  async checkpoint({ Updates = [] }: { Updates?: Update[] | undefined }) {
    const touched = new Map<string, Stored>();
    for (const update of Updates) {
      const id = update.Id ?? '';
      const stored = this.#store(id, update);
      touched.set(id, stored);
    }
    return { CheckpointToken: 'token', NewExecutionState: { Operations: [...touched.values()] } };
  }

  #store(id: string, update: Update): Stored {
    const status = update.Action === 'START' ? 'STARTED' : update.Action === 'FAIL' ? 'FAILED' : 'SUCCEEDED';
    const details = { Result: update.Payload, Attempt: update.Action === 'START' ? 0 : 1 };
    const stored: Stored = {
      Id: id,
      Type: update.Type as never,
      SubType: update.SubType,
      Name: update.Name,
      ParentId: update.ParentId,
      StartTimestamp: startedAt,
      Status: status as never,
      ...(update.Type === 'CONTEXT' ? { ContextDetails: details } : { StepDetails: details }),
    };
    this.#operations.set(id, stored);
    return stored;
  }
}
