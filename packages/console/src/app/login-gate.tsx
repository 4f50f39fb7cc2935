// Asks for a login where the server wants one, and again when it has expired. The page behind stays as it is, so that
// nothing typed is lost.

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { type Credentials, failureOfLink, logIn } from '../api/session.ts';
import { found, useConnection } from './connection.ts';

export function LoginGate({ children }: { children: ReactNode }) {
  const { data: session, isPending } = useQuery(sessionQuery);
  const connection = useConnection();
  const login = useLogin();

  const isUnknown = session?.LoginRequired === true && session.Identity === undefined;
  const wasKnown = useWasKnown(!isPending && !isUnknown, isPending);

  if (isPending) return null;
  const hasExpired = connection === 'login-needed' || (isUnknown && wasKnown);
  return (
    <>
      {isUnknown && !wasKnown ? null : children}
      {(isUnknown || hasExpired) && <LoginDialog login={login} hasExpired={hasExpired} />}
    </>
  );
}

/** Whether somebody was known since the session was begun anew, as logging out does: their page stays with what they typed. */
function useWasKnown(isKnown: boolean, isNew: boolean): boolean {
  const was = useRef(false);
  if (isNew) was.current = false;
  else if (isKnown) was.current = true;
  return was.current;
}

function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: logIn,
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      found();
    },
  });
}

interface LoginDialogProps {
  login: { mutate(credentials: Credentials): void; isPending: boolean; error: Error | null };
  hasExpired: boolean;
}

function LoginDialog({ login, hasExpired }: LoginDialogProps) {
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const failure = login.error ?? failureOfLink();
  return (
    <Modal
      visible
      header={hasExpired ? 'Your login has expired' : 'Log in to Perdure'}
      onDismiss={() => undefined}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate({ AccessKeyId: key.trim(), SecretAccessKey: secret.trim() });
        }}
      >
        <Form
          actions={
            <Button variant="primary" loading={login.isPending} disabled={key === '' || secret === ''}>
              Log in
            </Button>
          }
        >
          <SpaceBetween size="m">
            {failure instanceof Error && <Alert type="error">{failure.message}</Alert>}
            <Box>
              {hasExpired ? 'Log in again to go on where you are. ' : ''}
              Use an access key of this server; <code>perdure console</code> opens the console without one.
            </Box>
            <FormField label="Access key id">
              <Input value={key} onChange={({ detail }) => setKey(detail.value)} autoComplete="username" />
            </FormField>
            <FormField label="Secret access key">
              <Input
                type="password"
                value={secret}
                onChange={({ detail }) => setSecret(detail.value)}
                autoComplete="current-password"
              />
            </FormField>
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
