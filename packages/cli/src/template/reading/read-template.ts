// From the text of a template to values. YAML with CloudFormation's short tags and JSON are read by one parser, because
// JSON is YAML; its syntax tree stays at hand, so that any path can be shown as line and column.

import {
  type Alias,
  type Document,
  isAlias,
  isMap as isMapNode,
  isScalar as isScalarNode,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { meantText } from '../../names/nearest-name.ts';
import { type PlaceFinder, Problems, TemplateFailure } from '../problems.ts';
import { isMap, type Path, type Value, type ValueMap } from '../value.ts';
import { longForm, shortTags } from './short-tags.ts';

/** As CloudFormation limits a template, and about what 1 MiB can hold; anchors could otherwise unfold without end. */
const NODES_MAX = 200_000;
const DEPTH_MAX = 200;
const MERGE = '<<';

export interface TemplateText {
  /** As the person named it. */
  file: string;
  value: ValueMap;
  problems: Problems;
}

type Node = Document['contents'] | unknown;

/** Throws TemplateFailure with line and column when the text is not YAML or JSON. */
export function readTemplate(file: string, text: string): TemplateText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, keepSourceTokens: false });
  const placeAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw new TemplateFailure(
      file,
      document.errors.map(({ message, pos }) => ({ path: [], message, place: placeAt(pos[0]) })),
    );
  }
  const problems = new Problems(file, placeFinder(document, placeAt));
  const value = new TreeReader(document, problems).read(document.contents, [], 0);
  if (!isMap(value)) problems.add([], 'A template is a map with the section Resources; this is none.');
  problems.throwIfAny();
  return { file, value: isMap(value) ? value : {}, problems };
}

class TreeReader {
  readonly #document: Document;
  readonly #problems: Problems;
  /** Finding what an alias stands for means to look through the document. */
  readonly #resolved = new Map<Alias, Node>();
  #nodes = 0;

  constructor(document: Document, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
  }

  read(node: Node, path: Path, depth: number): Value {
    this.#nodes += 1;
    if (this.#nodes > NODES_MAX || depth > DEPTH_MAX) {
      this.#problems.add(path.slice(0, 1), 'The template is too large, or its anchors refer to themselves.');
      this.#problems.throwIfAny();
    }
    if (isAlias(node)) return this.read(this.#target(node), path, depth + 1);
    const tag = tagOf(node);
    if (tag === undefined) return this.#plain(node, path, depth);
    const name = shortTags[tag];
    if (name === undefined) {
      this.#problems.add(
        path,
        `${tag} is not an intrinsic function.${meantText(tag, Object.keys(shortTags))}`,
      );
      return null;
    }
    return longForm(name, this.#plain(node, [...path, name], depth));
  }

  #target(alias: Alias): Node {
    const known = this.#resolved.get(alias);
    if (known !== undefined) return known;
    const target = alias.resolve(this.#document);
    this.#resolved.set(alias, target);
    return target;
  }

  #plain(node: Node, path: Path, depth: number): Value {
    if (isMapNode(node)) return this.#map(node, path, depth);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index], depth + 1));
    return isScalarNode(node) ? scalarValue(node) : null;
  }

  #map(node: YAMLMap, path: Path, depth: number): ValueMap {
    const own: [string, Value][] = [];
    let merged: ValueMap = {};
    for (const pair of node.items) {
      const key = keyOf(pair);
      if (key === undefined) {
        this.#problems.add(path, 'Names of a map are text.');
        continue;
      }
      const value = this.read(pair.value, [...path, key], depth + 1);
      if (key !== MERGE) own.push([key, value]);
      // Of several maps that are merged, the first one to have a name gives its value.
      else for (const source of [value].flat()) merged = { ...(isMap(source) ? source : {}), ...merged };
    }
    return { ...merged, ...Object.fromEntries(own) };
  }
}

function keyOf({ key }: Pair): string | undefined {
  return isScalarNode(key) ? (key.source ?? String(key.value)) : undefined;
}

function tagOf(node: Node): string | undefined {
  const isTagged = isMapNode(node) || isSeq(node) || isScalarNode(node);
  return isTagged && node.tag?.startsWith('!') && !node.tag.startsWith('!!') ? node.tag : undefined;
}

/**
 * A number that would be written differently (`0123`, `1.10`, an account id with a leading zero) stays the text that it
 * is: who needs a number reads it as one.
 */
function scalarValue({ value, source, type }: { value: unknown; source?: string; type?: unknown }): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  const text = source ?? String(value);
  return typeof value === 'number' && type === 'PLAIN' && String(value) === text ? value : text;
}

function placeFinder(
  document: Document,
  placeAt: (offset: number) => { line: number; column: number },
): PlaceFinder {
  return (path) => {
    let node: Node = document.contents;
    let offset = 0;
    for (const part of path) {
      if (isAlias(node)) node = node.resolve(document);
      // The long name of a short tag is not written anywhere.
      const tag = tagOf(node);
      if (tag !== undefined && shortTags[tag] === part) continue;
      const next = childOf(node, part);
      if (next === undefined) break;
      node = next.node;
      offset = next.offset;
    }
    return placeAt(offset);
  };
}

/** The child with the place of its name, or of itself in a list. */
function childOf(node: Node, part: string | number): { node: Node; offset: number } | undefined {
  if (isMapNode(node)) {
    const pair = node.items.find((candidate) => keyOf(candidate) === part);
    return pair && { node: pair.value, offset: startOf(pair.key) };
  }
  if (!isSeq(node) || typeof part !== 'number' || part >= node.items.length) return undefined;
  const item = node.items[part];
  return { node: item, offset: startOf(item) };
}

const startOf = (node: unknown): number =>
  isScalarNode(node) || isMapNode(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
