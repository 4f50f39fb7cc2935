// The settings of a server, all of them. docs/operations.md lists them from here; a test keeps it equal.

import { destinations, eventTargets } from './event-target-settings.ts';
import { choice, flag, integer, matching, type Setting, text } from './setting.ts';

const MIB = 1024 * 1024;
const PORT_MAX = 65_535;
/** No request holds more than that. */
const PAYLOAD_BYTES_MAX = 6 * MIB;
const YEAR_SECONDS_MAX = 31_622_400;

export const settings: readonly Setting[] = [
  { path: 'host', help: 'address to listen on', read: text() },
  { path: 'port', help: 'port to listen on; 0 takes a free one', read: integer(0, PORT_MAX) },
  { path: 'data', help: 'where everything is kept', read: text(), isPath: true },
  { path: 'realm.partition', help: 'what ARNs begin with', read: text() },
  { path: 'realm.region', help: 'region of ARNs and signatures', read: matching(/^[a-z0-9-]+$/, 'a region') },
  { path: 'realm.account', help: 'account of ARNs', read: matching(/^\d{12}$/, 'twelve digits') },
  { path: 'tls.certFile', help: 'certificate (PEM); read again when renewed', read: text(), isPath: true },
  { path: 'tls.keyFile', help: 'its private key (PEM)', read: text(), isPath: true },
  { path: 'requestsPerSecond', help: 'requests of one user or role, functions apart', read: integer(1) },
  { path: 'connections', help: 'connections at a time; more are closed at once', read: integer(1) },
  {
    path: 'requestSeconds',
    help: 'how long a request may take to arrive, and a large answer may lie untaken',
    read: integer(1),
  },
  {
    path: 'waitingRequests',
    help: 'requests that may wait for a turn; more are answered 429',
    read: integer(1),
  },
  {
    path: 'environments',
    help: 'environments of all functions at a time; 0 leaves all to workers',
    read: integer(0),
  },
  { path: 'environmentIdleSeconds', help: 'how long an environment is kept without work', read: integer(1) },
  { path: 'privateTmp', help: 'give each environment a /tmp of its own', read: flag },
  {
    path: 'log.level',
    help: "of the server's own log",
    read: choice('fatal', 'error', 'warn', 'info', 'debug'),
  },
  { path: 'logs.functionBytes', help: 'output kept of one function', read: integer(MIB) },
  { path: 'logs.totalBytes', help: 'output kept of all functions', read: integer(MIB) },
  { path: 'metrics.token', help: 'what a scraper of /metrics shows as its bearer token', read: text() },
  {
    path: 'limits.profile',
    help: "aws: AWS's own; relaxed: what this server can bear",
    read: choice('aws', 'relaxed'),
  },
  { path: 'limits.operationsMax', help: 'operations of one execution', read: integer(1) },
  { path: 'limits.storageBytesMax', help: 'payloads that one execution writes', read: integer(1) },
  {
    path: 'limits.operationPayloadBytesMax',
    help: 'payload of one operation',
    read: integer(1, PAYLOAD_BYTES_MAX),
  },
  {
    path: 'limits.asyncPayloadBytesMax',
    help: 'input and result of an asynchronous execution',
    read: integer(1, PAYLOAD_BYTES_MAX),
  },
  {
    path: 'limits.callbackPayloadBytesMax',
    help: 'result of a callback',
    read: integer(1, PAYLOAD_BYTES_MAX),
  },
  { path: 'limits.errorBytesMax', help: 'an error object', read: integer(1, PAYLOAD_BYTES_MAX) },
  {
    path: 'limits.syncExecutionSecondsMax',
    help: 'longest ExecutionTimeout that can be invoked synchronously',
    read: integer(1, YEAR_SECONDS_MAX),
  },
  {
    path: 'invocations.failuresMax',
    help: 'failed invocations in a row that end an execution',
    read: integer(1),
  },
  { path: 'invocations.retrySecondsMin', help: 'delay after the first of them', read: integer(1) },
  { path: 'invocations.retrySecondsMax', help: 'the longest delay', read: integer(1) },
  {
    path: 'events.destinations',
    help: 'webhooks that functions name by an ARN, as dead-letter target or destination',
    read: destinations,
    isFileOnly: true,
  },
  {
    path: 'events.targets',
    help: 'webhooks and functions that are told of status changes',
    read: eventTargets,
    isFileOnly: true,
  },
];

/** `tls.certFile` is PERDURE_TLS_CERT_FILE. */
export const variableOf = ({ path }: Pick<Setting, 'path'>): string =>
  `PERDURE_${path
    .replaceAll('.', '_')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()}`;
