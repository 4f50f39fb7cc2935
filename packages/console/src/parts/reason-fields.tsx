// Why something is stopped or has failed, in the form in which errors travel.

import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ErrorObject } from '@perdure/protocol';

export interface Reason {
  type: string;
  message: string;
}

export const errorOf = ({ type, message }: Reason): ErrorObject => ({
  ...(type.trim() === '' ? {} : { ErrorType: type.trim() }),
  ...(message === '' ? {} : { ErrorMessage: message }),
});

interface ReasonFieldsProps {
  reason: Reason;
  onChange(reason: Reason): void;
}

export function ReasonFields({ reason, onChange }: ReasonFieldsProps) {
  return (
    <SpaceBetween size="s">
      <FormField label="Error message">
        <Input
          value={reason.message}
          onChange={({ detail }) => onChange({ ...reason, message: detail.value })}
        />
      </FormField>
      <FormField label="Error type - optional">
        <Input
          value={reason.type}
          onChange={({ detail }) => onChange({ ...reason, type: detail.value })}
          placeholder="CancelledByUser"
        />
      </FormField>
    </SpaceBetween>
  );
}
