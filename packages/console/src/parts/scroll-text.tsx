// Text in its own lines, that scrolls when it is long.

export function ScrollText({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
    <section className="payload" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}
