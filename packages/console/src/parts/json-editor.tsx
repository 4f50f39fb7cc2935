// A field for JSON: says what is wrong and where, and tidies it on request. What was typed is never changed unasked.

import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';
import { indented, jsonProblem } from '../format/payload.ts';

interface JsonEditorProps {
  label: string;
  description?: ReactNode;
  value: string;
  onChange(value: string): void;
  /** Empty text is accepted, and means nothing at all. */
  mayBeEmpty?: boolean;
  rows?: number;
}

export const jsonEditorProblem = (value: string, mayBeEmpty = false): string | undefined =>
  mayBeEmpty && value.trim() === '' ? undefined : jsonProblem(value);

export function JsonEditor({
  label,
  description,
  value,
  onChange,
  mayBeEmpty = false,
  rows = 10,
}: JsonEditorProps) {
  const problem = jsonEditorProblem(value, mayBeEmpty);
  return (
    <FormField
      label={label}
      description={description}
      errorText={problem}
      stretch
      secondaryControl={
        <Button
          ariaLabel={`Format ${label}`}
          disabled={problem !== undefined || value.trim() === ''}
          onClick={() => onChange(indented(value))}
        >
          Format
        </Button>
      }
    >
      <div className="code-input">
        <Textarea
          value={value}
          onChange={({ detail }) => onChange(detail.value)}
          rows={rows}
          spellcheck={false}
          disableBrowserAutocorrect
        />
      </div>
    </FormField>
  );
}
