// The server that commands would talk to: whether one answers, who it takes us for, and whether its clock is ours.

import { createServer } from 'node:net';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { ApiTransport } from '../connection/api-transport.ts';
import { ApiError, exitCodes, ServerUnreachable } from '../failure.ts';
import { formatDuration } from '../output/duration.ts';
import { bad, type Finding, good, warning } from './finding.ts';

/** Signatures are refused beyond five minutes; what differs by seconds confuses people already. */
const SKEW_SECONDS_MAX = 5;

interface ServerAnswer {
  Version: string;
  Store: string;
  Identity: { Arn: string };
}

/** `isLocal`: the endpoint is the one that a server started here would listen on. */
export async function serverChecks(transport: ApiTransport, isLocal: boolean): Promise<Finding[]> {
  const subject = `server at ${transport.endpoint}`;
  try {
    const answer = await transport.send({ method: 'GET', path: '/perdure/server' });
    const { Version, Store, Identity } = JSON.parse(answer.body) as ServerAnswer;
    return [
      good(subject, `Perdure ${Version}, store ${Store}`),
      good('identity', Identity.Arn),
      clockCheck(answer.headers.date, Date.now()),
    ];
  } catch (error) {
    if (error instanceof ServerUnreachable)
      return [isLocal ? await portCheck(transport.endpoint) : away(subject)];
    if (error instanceof ApiError) return [refusedCheck(subject, error)];
    return [foreign(subject)];
  }
}

const away = (subject: string): Finding =>
  bad(
    subject,
    'nothing answers',
    'Start it, or name another with --endpoint or `perdure config set endpoint`.',
  );

const foreign = (subject: string): Finding =>
  bad(
    subject,
    'something answers that is no Perdure server',
    'Choose another port with --port, and name it with --endpoint.',
  );

function refusedCheck(subject: string, error: ApiError): Finding {
  if (error.exitCode !== exitCodes.notPermitted) return foreign(subject);
  return bad(
    'identity',
    error.message,
    'Give the credentials of a user of this server: in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or with --profile.',
  );
}

export function clockCheck(date: string | undefined, now: number): Finding {
  const skew = Math.abs(now - Date.parse(date ?? '')) / MILLIS_PER_SECOND;
  if (Number.isNaN(skew))
    return warning('clock', 'the server tells no time', 'Put nothing between that strips headers.');
  if (skew <= SKEW_SECONDS_MAX) return good('clock', 'that of the server');
  return warning(
    'clock',
    `${formatDuration(skew)} away from that of the server`,
    'Set the clocks, by NTP for instance: signatures count only for five minutes.',
  );
}

/** Nothing answers here, so a server could be started: if the port can be had. */
async function portCheck(endpoint: string): Promise<Finding> {
  const { port, hostname } = new URL(endpoint);
  const subject = `port ${port}`;
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(Number(port), hostname, () => probe.close(() => resolve(undefined)));
  });
  if (code === undefined)
    return good(subject, 'free; no server runs: `npx perdure start`, or `npx perdure dev`');
  return bad(subject, `cannot be had (${code})`, 'Choose another with --port, and name it with --endpoint.');
}
