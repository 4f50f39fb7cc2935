// Runs the function with an event. What was typed stays in this browser, and can be saved under a name.

import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { limits, patterns } from '@perdure/protocol';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type FunctionConfiguration, type Invocation, invoke } from '../api/functions.ts';
import { useQualifiers } from '../executions/executions-page.tsx';
import { failureText } from '../parts/error-state.tsx';
import { JsonEditor, jsonEditorProblem } from '../parts/json-editor.tsx';
import { SavedEvents } from './saved-events.tsx';
import { type TestDraft, useDraft } from './test-draft.ts';
import { TestResult } from './test-result.tsx';

export function TestTab({ configuration }: { configuration: FunctionConfiguration }) {
  const { FunctionName } = configuration;
  const isDurable = configuration.DurableConfig !== undefined;
  const [draft, setDraft] = useDraft(FunctionName);
  const [waits, setWaits] = useState(!isDurable);
  const qualifiers = useQualifiers(FunctionName);
  const test = useMutation({ mutationFn: (invocation: Invocation) => invoke(invocation) });
  const nameProblem = executionNameProblem(draft.executionName);
  const setPayload = (payload: string): void => setDraft({ ...draft, payload });
  const isBadEvent = jsonEditorProblem(draft.payload) !== undefined;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description="Runs the function with this event. It is a real run: it does what the function does."
            actions={
              <Button
                variant="primary"
                loading={test.isPending}
                disabled={isBadEvent || nameProblem !== undefined}
                onClick={() => test.mutate(invocationOf(FunctionName, draft, waits))}
              >
                Test
              </Button>
            }
          >
            Test event
          </Header>
        }
      >
        <SpaceBetween size="m">
          <SavedEvents
            functionName={FunctionName}
            payload={draft.payload}
            isBad={isBadEvent}
            onChoose={setPayload}
          />
          <JsonEditor label="Event JSON" value={draft.payload} onChange={setPayload} />
          <TestSettings
            draft={draft}
            isDurable={isDurable}
            waits={waits}
            qualifiers={qualifiers}
            nameProblem={nameProblem}
            onDraft={setDraft}
            onWaits={setWaits}
          />
        </SpaceBetween>
      </Container>
      {test.error !== null && (
        <Alert type="error" header="It was not run">
          {failureText(test.error)}
        </Alert>
      )}
      {test.data !== undefined && <TestResult invoked={test.data} waited={test.variables.waits} />}
    </SpaceBetween>
  );
}

interface TestSettingsProps {
  draft: TestDraft;
  isDurable: boolean;
  waits: boolean;
  qualifiers: readonly string[];
  nameProblem: string | undefined;
  onDraft(draft: TestDraft): void;
  onWaits(waits: boolean): void;
}

function TestSettings({
  draft,
  isDurable,
  waits,
  qualifiers,
  nameProblem,
  onDraft,
  onWaits,
}: TestSettingsProps) {
  return (
    <>
      <FormField label="Version or alias">
        <Select
          selectedOption={{ value: draft.qualifier }}
          options={[...new Set(['$LATEST', ...qualifiers])].map((value) => ({ value }))}
          onChange={({ detail }) =>
            onDraft({ ...draft, qualifier: detail.selectedOption.value ?? '$LATEST' })
          }
        />
      </FormField>
      {isDurable && (
        <FormField
          label="Durable execution name - optional"
          description="The same name with the same event finds the execution that was started with it, and starts no other."
          errorText={nameProblem}
        >
          <Input
            value={draft.executionName}
            onChange={({ detail }) => onDraft({ ...draft, executionName: detail.value })}
          />
        </FormField>
      )}
      <FormField label="Invocation type">
        <RadioGroup
          value={waits ? 'wait' : 'start'}
          onChange={({ detail }) => onWaits(detail.value === 'wait')}
          items={[
            { value: 'start', label: 'Asynchronous', description: 'Starts it, and shows it while it runs.' },
            { value: 'wait', label: 'Synchronous', description: 'Waits for the result, at most 15 minutes.' },
          ]}
        />
      </FormField>
    </>
  );
}

function executionNameProblem(name: string): string | undefined {
  if (name === '') return undefined;
  if (name.length > limits.executionNameCharsMax)
    return `At most ${limits.executionNameCharsMax} characters.`;
  return patterns.executionName.test(name) ? undefined : 'Letters, digits, hyphens and underscores only.';
}

const invocationOf = (
  functionName: string,
  { payload, executionName, qualifier }: { payload: string; executionName: string; qualifier: string },
  waits: boolean,
): Invocation => ({
  functionName,
  payload,
  qualifier,
  waits,
  ...(executionName === '' ? {} : { executionName }),
});
