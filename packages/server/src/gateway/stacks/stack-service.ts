// What the HTTP layer may ask about stacks.

import type { Result, StackDescription, StackDocument, StackPage } from '@perdure/protocol';

export interface StackPageRequest {
  Marker?: string;
  MaxItems?: number;
}

export interface StackService {
  /**
   * Makes the stack what the document says. Refuses what cannot be, and then nothing of it is applied.
   * @param revisionId the one the stack must have now; `0` for a stack that must not be there; absent = whatever it is
   */
  put(
    stackName: string,
    document: StackDocument,
    revisionId?: string,
  ): Promise<Result<{ description: StackDescription; isNew: boolean }>>;
  get(stackName: string): Promise<Result<StackDescription>>;
  list(request: StackPageRequest): Promise<Result<StackPage>>;
  /** Removes the stack with all that it holds, tables included unless they are retained. */
  delete(stackName: string, revisionId?: string): Promise<Result<void>>;
}
