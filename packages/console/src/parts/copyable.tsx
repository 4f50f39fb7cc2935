// A text that can be copied with a click.

import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

/** `what` completes "Copy …" for those who do not see the button. */
export function Copyable({ what, text }: { what: string; text: string }) {
  return (
    <span className="breaks">
      <CopyToClipboard
        variant="inline"
        copyButtonAriaLabel={`Copy ${what}`}
        copySuccessText="Copied"
        copyErrorText="The browser refused to copy"
        textToCopy={text}
        textToDisplay={text}
      />
    </span>
  );
}
