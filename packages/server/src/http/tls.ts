// Certificates from files, read again when they are renewed.

import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:tls';
import type { FastifyInstance } from 'fastify';

export interface TlsFiles {
  /** PEM: the certificate, followed by those that lead to the root. */
  certFile: string;
  /** PEM. */
  keyFile: string;
}

export interface TlsMaterial {
  cert: Buffer;
  key: Buffer;
}

const LOOK_EVERY_MILLIS = 30_000;

/** Rejects with an error that names the file which cannot be read. */
export async function readTls({ certFile, keyFile }: TlsFiles): Promise<TlsMaterial> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  return { cert, key };
}

/** Uses renewed files for new connections, without a restart. Answers how to stop looking. */
export function followTlsFiles(
  server: FastifyInstance,
  files: TlsFiles,
  onFault: (fault: unknown) => void,
): () => void {
  const renew = (): void => {
    readTls(files)
      .then((material) => (server.server as unknown as Server).setSecureContext(material))
      // Half of a renewal may be there: the other half comes with another look.
      .catch(onFault);
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MILLIS, persistent: false }, renew);
  return () => {
    for (const path of paths) unwatchFile(path, renew);
  };
}
