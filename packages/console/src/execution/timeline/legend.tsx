// What the shapes of the timeline mean.

const shapes = [
  ['bar-work bar-good', 'work'],
  ['bar-back-off bar-bad', 'back-off'],
  ['bar-wait bar-open', 'wait'],
  ['bar-group bar-good', 'context'],
  ['band', 'invocation'],
] as const;

export function Legend() {
  return (
    <ul className="legend" aria-label="What the shapes mean">
      {shapes.map(([classes, text]) => (
        <li key={text}>
          <span className={`legend-shape ${classes}`} />
          {text}
        </li>
      ))}
    </ul>
  );
}
