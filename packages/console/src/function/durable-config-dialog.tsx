// Changes how long the executions of a function may take, and for how long closed ones are kept.

import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type DurableConfig, limits } from '@perdure/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setDurableConfig } from '../api/functions.ts';
import { useNotices } from '../app/notices.tsx';
import { ActionDialog } from '../parts/action-dialog.tsx';

interface DurableConfigDialogProps {
  functionName: string;
  config: DurableConfig;
  onClose(): void;
}

const units = [
  { label: 'days', value: '86400' },
  { label: 'hours', value: '3600' },
  { label: 'minutes', value: '60' },
  { label: 'seconds', value: '1' },
] as const;

const unitOf = (seconds: number) => units.find(({ value }) => seconds % Number(value) === 0) ?? units[3];

export function DurableConfigDialog({ functionName, config, onClose }: DurableConfigDialogProps) {
  const [unit, setUnit] = useState<(typeof units)[number]>(unitOf(config.ExecutionTimeout));
  const [amount, setAmount] = useState(String(config.ExecutionTimeout / Number(unit.value)));
  const [days, setDays] = useState(String(config.RetentionPeriodInDays));
  const seconds = Number(amount) * Number(unit.value);
  const isTimeoutGood = isWhole(amount) && seconds >= 1 && seconds <= limits.executionTimeoutSecondsMax;
  const areDaysGood = isWhole(days) && Number(days) >= 1 && Number(days) <= limits.retentionDaysMax;
  const save = useSave(functionName, onClose);
  return (
    <ActionDialog
      title="Edit the durable configuration"
      verb="Save"
      isRunning={save.isPending}
      isDisabled={!isTimeoutGood || !areDaysGood}
      error={save.error}
      onConfirm={() =>
        save.mutate({ ...config, ExecutionTimeout: seconds, RetentionPeriodInDays: Number(days) })
      }
      onClose={onClose}
    >
      <FormField
        label="Execution timeout"
        description="How long an execution may take from its start to its end: 1 second to 366 days."
        errorText={isTimeoutGood ? undefined : 'A whole number between 1 second and 366 days.'}
      >
        <SpaceBetween direction="horizontal" size="xs">
          <Input type="number" value={amount} onChange={({ detail }) => setAmount(detail.value)} />
          <Select
            selectedOption={unit}
            options={units}
            onChange={({ detail }) =>
              setUnit(units.find(({ value }) => value === detail.selectedOption.value) ?? unit)
            }
            ariaLabel="Unit of the timeout"
          />
        </SpaceBetween>
      </FormField>
      <FormField
        label="Retention period, in days"
        description="How long a closed execution can still be looked at: 1 to 90 days."
        errorText={areDaysGood ? undefined : 'A whole number of days between 1 and 90.'}
      >
        <Input type="number" value={days} onChange={({ detail }) => setDays(detail.value)} />
      </FormField>
    </ActionDialog>
  );
}

const isWhole = (text: string): boolean => /^\d+$/.test(text.trim());

function useSave(functionName: string, onSaved: () => void) {
  const client = useQueryClient();
  const { tell } = useNotices();
  return useMutation({
    mutationFn: (config: DurableConfig) => setDurableConfig(functionName, config),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['functions'] });
      tell({ kind: 'success', text: `The durable configuration of ${functionName} is saved.` });
      onSaved();
    },
  });
}
