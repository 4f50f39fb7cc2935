// A table in box drawing characters.

export interface Column {
  title: string;
  align: 'left' | 'centre' | 'right';
}

/** `paint` may add colours to a padded cell; it must not change its width. Row numbers count from 0, without the head. */
export function boxTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(width(title), ...rows.map((row) => width(row[index] ?? ''))),
  );
  const rule = (left: string, cross: string, right: string) =>
    left + widths.map((size) => '─'.repeat(size + 2)).join(cross) + right;
  const line = (cells: readonly string[]) => `│${cells.map((cell) => ` ${cell} `).join('│')}│`;
  const head = columns.map(({ title }, index) => pad(title, widths[index] ?? 0, 'centre'));
  const body = rows.map((row, rowNumber) =>
    line(
      columns.map(({ align }, index) =>
        paint(pad(row[index] ?? '', widths[index] ?? 0, align), rowNumber, index),
      ),
    ),
  );
  return [rule('┌', '┬', '┐'), line(head), rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}

const width = (text: string): number => [...text].length;

function pad(text: string, size: number, align: Column['align']): string {
  const missing = size - width(text);
  const left = align === 'left' ? 0 : align === 'right' ? missing : Math.floor(missing / 2);
  return ' '.repeat(left) + text + ' '.repeat(missing - left);
}
