// Colours, where a person looks at a terminal that has them and has not asked for none.

import { styleText } from 'node:util';
import type { Terminal } from '../terminal.ts';

export interface Palette {
  good(text: string): string;
  bad(text: string): string;
  waiting(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

const plain = (text: string): string => text;

export const colourless: Palette = { good: plain, bad: plain, waiting: plain, faint: plain, strong: plain };

// The terminal was looked at already; `styleText` is not to look again.
const style = (format: 'green' | 'red' | 'yellow' | 'dim' | 'bold') => (text: string) =>
  styleText(format, text, { validateStream: false });

const coloured: Palette = {
  good: style('green'),
  bad: style('red'),
  waiting: style('yellow'),
  faint: style('dim'),
  strong: style('bold'),
};

export const palette = ({ colours }: Pick<Terminal, 'colours'>): Palette => (colours ? coloured : colourless);
