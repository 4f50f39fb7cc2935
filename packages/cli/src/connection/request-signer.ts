// Signs requests with AWS's Signature Version 4, with credentials from where AWS's own tools take them: the environment, the
// profiles in ~/.aws, single sign-on, container and instance endpoints.

import type { AwsCredentialIdentity } from '@smithy/types';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { OutgoingRequest, Signer } from './api-transport.ts';

export interface SignerOptions {
  region: string;
  /** Default: AWS_PROFILE, else `default`. */
  profile: string | undefined;
}

export async function requestSigner({ region, profile }: SignerOptions): Promise<Signer> {
  // Loaded here so that commands for a server on this machine start without them.
  const [{ SignatureV4 }, { defaultProvider }, { Hash }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-sdk/credential-provider-node'),
    import('./sha256-hash.ts'),
  ]);
  const provider = defaultProvider(profile === undefined ? {} : { profile });
  const signer = new SignatureV4({
    service: 'lambda',
    region,
    sha256: Hash,
    credentials: () => found(provider(), profile),
  });
  return async (request) => (await signer.sign(signable(request))).headers;
}

/** `host` is part of every signature, and the query is signed apart from the path. */
function signable({ method, url, headers, body }: OutgoingRequest) {
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query,
    headers: { ...headers, host: url.host },
    ...(body && { body }),
  };
}

async function found(
  credentials: Promise<AwsCredentialIdentity>,
  profile: string | undefined,
): Promise<AwsCredentialIdentity> {
  try {
    return await credentials;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const where = profile === undefined ? '' : ` for the profile ${profile}`;
    throw new CommandFailure(
      `There are no credentials${where}: ${reason}\n` +
        'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials with --profile.',
      exitCodes.notPermitted,
    );
  }
}
