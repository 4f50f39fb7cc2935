// The invocation context that the Lambda runtime passes to every function. Structurally the `Context` of
// `@types/aws-lambda`, written out here so that the package has no dependency for its types either.

export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  identity?: LambdaCognitoIdentity | undefined;
  clientContext?: LambdaClientContext | undefined;
  tenantId?: string | undefined;
  getRemainingTimeInMillis(): number;
  /** @deprecated Throw or return instead. */
  done(error?: Error, result?: unknown): void;
  /** @deprecated Throw instead. */
  fail(error: Error | string): void;
  /** @deprecated Return instead. */
  succeed(messageOrObject: unknown): void;
  /** @deprecated Return instead. */
  succeed(message: string, object: unknown): void;
}

export interface LambdaCognitoIdentity {
  cognitoIdentityId: string;
  cognitoIdentityPoolId: string;
}

export interface LambdaClientContext {
  client: {
    installationId: string;
    appTitle: string;
    appVersionName: string;
    appVersionCode: string;
    appPackageName: string;
  };
  custom?: unknown;
  env: {
    platformVersion: string;
    platform: string;
    make: string;
    model: string;
    locale: string;
  };
}
