// Places for the shapes of a run: stages from top to bottom, shapes of a stage from left to right, groups around theirs.

import type { Shape, Stage } from './shape.ts';

export interface Box {
  shape: Shape;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line from one point down to another. */
export interface Edge {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Groups before what is in them. */
  boxes: Box[];
  edges: Edge[];
}

export const sizes = {
  box: { width: 200, height: 48 },
  crowd: { width: 200, height: 64 },
  gapX: 20,
  gapY: 28,
  groupPadding: 16,
  groupHeader: 34,
} as const;

export function layoutStages(stages: readonly Stage[]): Layout {
  const measured = stages.map((stage) => stage.map(measure));
  const rows = measured.map((row) => ({
    row,
    width: row.reduce((sum, { width }) => sum + width, 0) + sizes.gapX * Math.max(0, row.length - 1),
    height: Math.max(0, ...row.map(({ height }) => height)),
  }));
  const layout: Layout = {
    width: Math.max(0, ...rows.map(({ width }) => width)),
    height: 0,
    boxes: [],
    edges: [],
  };
  const middle = layout.width / 2;
  let y = 0;
  rows.forEach(({ row, width, height }, index) => {
    // Between two stages everything comes together in one point, so that the order is seen without a web of lines.
    if (index > 0) layout.edges.push({ x1: middle, y1: y - sizes.gapY, x2: middle, y2: y });
    const fans = row.length > 1;
    const top = fans ? y + sizes.gapY : y;
    let x = middle - width / 2;
    for (const part of row) {
      const center = x + part.width / 2;
      place(layout, part, x, top);
      if (fans) {
        layout.edges.push({ x1: middle, y1: y, x2: center, y2: top });
        layout.edges.push({ x1: center, y1: top + part.height, x2: middle, y2: top + height + sizes.gapY });
      }
      x += part.width + sizes.gapX;
    }
    y = top + height + (fans ? sizes.gapY : 0) + sizes.gapY;
  });
  layout.height = Math.max(0, y - sizes.gapY);
  return layout;
}

interface Measured {
  shape: Shape;
  width: number;
  height: number;
  inner?: Layout;
}

function measure(shape: Shape): Measured {
  if (shape.kind === 'operation') return { shape, ...sizes.box };
  if (shape.kind !== 'group') return { shape, ...sizes.crowd };
  const inner = layoutStages(shape.stages);
  return {
    shape,
    inner,
    width: Math.max(inner.width, sizes.box.width) + 2 * sizes.groupPadding,
    height: inner.height + sizes.groupHeader + sizes.groupPadding,
  };
}

function place(layout: Layout, { shape, width, height, inner }: Measured, x: number, y: number): void {
  layout.boxes.push({ shape, x, y, width, height });
  if (inner === undefined) return;
  const [innerX, innerY] = [x + (width - inner.width) / 2, y + sizes.groupHeader];
  for (const box of inner.boxes) layout.boxes.push({ ...box, x: box.x + innerX, y: box.y + innerY });
  for (const { x1, y1, x2, y2 } of inner.edges) {
    layout.edges.push({ x1: x1 + innerX, y1: y1 + innerY, x2: x2 + innerX, y2: y2 + innerY });
  }
}
