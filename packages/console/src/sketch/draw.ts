// Makes elements of a sketch. They are hidden from assistive technology, which is told of the page once, when it can be used.

import { consoleBase, paths } from '../app/paths.ts';
import './sketch.css';
import type { Block, Cell, Pair, Section, Sketch, SketchPanel, SketchTable, SketchTree } from './sketch.ts';

const navigation: readonly (readonly [section: Section | undefined, text: string, path: string])[] = [
  ['functions', 'Functions', paths.functions],
  ['executions', 'All executions', paths.executions],
  [undefined, 'Callbacks', paths.callbacks],
  [undefined, 'Settings', paths.settings],
];

export function draw({ section, crumbs, blocks }: Sketch): HTMLElement {
  const sketch = element(
    'sketch',
    element('waiting-bar', 'Perdure'),
    element('sketch-crumbs', ...crumbs.map((crumb) => element('', crumb))),
    element(
      'sketch-navigation',
      element('sketch-home', 'Perdure'),
      ...navigation.map(([id, text, path]) => link(text, path, id === section ? 'active' : '')),
    ),
    element('sketch-page', ...blocks.map(blockOf)),
  );
  sketch.ariaHidden = 'true';
  return sketch;
}

function blockOf(block: Block): HTMLElement {
  switch (block.kind) {
    case 'title':
      return element(
        'sketch-title',
        block.text,
        make('span', 'secondary', block.rest ?? ''),
        aside(block.aside),
      );
    case 'tabs':
      return tabsOf(block.labels, block.active);
    case 'notice':
      return element(
        'sketch-notice',
        element('text-open', block.title),
        ...block.lines.map((line) => element('', line)),
      );
    case 'tools':
      return element(
        block.isOfTimeline ? 'sketch-tools of-timeline' : 'sketch-tools',
        element('sketch-field'),
      );
    case 'panel':
      return panelOf(block);
    case 'table':
      return tableOf(block);
    case 'tree':
      return treeOf(block);
  }
}

function panelOf({ title, tabs, failure, columns }: SketchPanel): HTMLElement {
  const panel = element('sketch-panel');
  if (title !== undefined) panel.append(element('sketch-heading', title));
  if (tabs !== undefined) panel.append(tabsOf(tabs, tabs[0]));
  if (failure !== undefined) panel.append(element('sketch-failure text-bad', failure));
  const pairOf = ([label, value]: Pair): HTMLElement =>
    element('sketch-pair', element('sketch-label', label), content(value));
  panel.append(element('sketch-pairs', ...columns.map((pairs) => element('', ...pairs.map(pairOf)))));
  return panel;
}

const tabsOf = (labels: readonly string[], active: string | undefined): HTMLElement =>
  element('sketch-tabs', ...labels.map((label) => element(label === active ? 'active' : '', label)));

function tableOf({ title, headings, rows, hasSelection }: SketchTable): HTMLElement {
  const box = (): HTMLElement[] => (hasSelection ? [make('td', 'sketch-box', element(''))] : []);
  const table = make(
    'table',
    '',
    make(
      'thead',
      '',
      make('tr', '', ...box(), ...headings.map((heading) => make('th', '', ...headingParts(heading)))),
    ),
    make(
      'tbody',
      '',
      ...rows.map((cells) => make('tr', '', ...box(), ...cells.map((cell) => make('td', '', content(cell))))),
    ),
  );
  const field = element('sketch-field');
  if (title === undefined) return element('sketch-whole', field, element('sketch-scroll', table));
  const head = [
    element('sketch-heading', title.text, aside(title.aside)),
    element('sketch-description', title.description),
  ];
  return element('sketch-panel with-table', ...head, field, element('sketch-scroll', table));
}

function treeOf({ tracks, headings, rows, isTimeline }: SketchTree): HTMLElement {
  const row = (classes: string, cells: readonly (Node | string)[]): HTMLElement => {
    const line = element(`tree-row ${classes}`, ...cells.map((cell) => element('', cell)));
    line.style.gridTemplateColumns = tracks;
    return line;
  };
  const lines = [row('tree-header', headings), ...rows.map((cells) => row('', cells.map(content)))];
  const grid = element('tree-grid', element('tree-inner', ...lines));
  return isTimeline ? element('timeline', grid) : grid;
}

/** What a heading says in brackets is lighter. */
function headingParts(heading: string): (Node | string)[] {
  const [text = '', brackets] = heading.split(/(?= \()/);
  return brackets === undefined ? [text] : [text, make('span', 'secondary light', brackets)];
}

const aside = (text = ''): HTMLElement => make('span', 'sketch-aside', text);

function content({ text, href, tone, look, depth, bar }: Cell): HTMLElement {
  if (href !== undefined) return link(text, href, '');
  if (bar !== undefined) return barOf(bar, tone);
  const classes = tone === undefined ? (look ?? '') : `sketch-status text-${tone}`;
  const made = make('span', classes, text);
  if (depth !== undefined) made.style.paddingLeft = `${depth * indentPixels + namePixels}px`;
  return made;
}

const indentPixels = 18;
/** The room of what is before a name: the sign that folds, and that of the kind. */
const namePixels = 44;
const PERCENT = 100;

function barOf([from, to]: readonly [number, number], tone = 'idle'): HTMLElement {
  const bar = element(`tone-${tone}`);
  bar.style.left = `${from * PERCENT}%`;
  bar.style.width = `max(3px, ${(to - from) * PERCENT}%)`;
  return element('small-bar', bar);
}

function link(text: string, path: string, classes: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.className = classes;
  anchor.href = `${consoleBase}${path}`;
  anchor.tabIndex = -1;
  anchor.append(text);
  return anchor;
}

const element = (classes: string, ...children: readonly (Node | string)[]): HTMLElement =>
  make('div', classes, ...children);

/** Text becomes text nodes, whatever it holds. */
function make(tag: string, classes: string, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes;
  made.append(...children);
  return made;
}
