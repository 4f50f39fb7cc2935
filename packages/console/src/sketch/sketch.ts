// What is seen of a page before the design system has come: its first rows and what stands around them, as plain text in the
// places where the page will have them. Nothing in it can be operated but links.

import type { Tone } from '../parts/status-words.ts';

export interface Sketch {
  /** The line of the navigation that is marked. */
  section: Section;
  /** The way to the page, which is the last of them itself. */
  crumbs: readonly string[];
  blocks: readonly Block[];
}

export type Section = 'functions' | 'executions';

export type Block =
  | { kind: 'title'; text: string; rest?: string; aside?: string }
  | SketchPanel
  | { kind: 'tabs'; labels: readonly string[]; active: string }
  | { kind: 'notice'; title: string; lines: readonly string[] }
  | { kind: 'tools'; isOfTimeline: boolean }
  | SketchTable
  | SketchTree;

export interface SketchPanel {
  kind: 'panel';
  title?: string;
  /** The first of them is open. */
  tabs?: readonly string[];
  /** What went wrong. */
  failure?: string | undefined;
  columns: readonly (readonly Pair[])[];
}

/** A label and what stands under it. */
export type Pair = readonly [label: string, value: Cell];

export interface SketchTable {
  kind: 'table';
  /** Absent for a table that is the whole page, whose title is the page's. */
  title?: { text: string; aside: string; description: string };
  hasSelection: boolean;
  headings: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** Rows on the tracks of a CSS grid, as the tree of operations has them. */
export interface SketchTree {
  kind: 'tree';
  isTimeline: boolean;
  tracks: string;
  headings: readonly string[];
  rows: readonly (readonly Cell[])[];
}

export interface Cell {
  text: string;
  /** An address in the console. */
  href?: string;
  /** A status, in its colour. */
  tone?: Tone;
  look?: 'badge' | 'blue badge' | 'copyable';
  /** How deep it is in a tree. */
  depth?: number;
  /** A bar from one share of the width to another, each 0 to 1. */
  bar?: readonly [from: number, to: number];
}

const rowPixelsMin = 36;

/** How many rows there is room for at most: more need not be drawn. */
export const rowsInSight = (): number => Math.ceil(window.innerHeight / rowPixelsMin);

export const plain = (text: string): Cell => ({ text });
