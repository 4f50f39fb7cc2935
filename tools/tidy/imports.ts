// What a source file imports, and which file of the workspace that is.

import { join } from 'node:path';
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isNamedImports,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import type { Package, Source, Workspace } from './workspace.ts';
import { walk } from './workspace.ts';

export interface Import {
  node: Node;
  /** The text between the quotes. */
  specifier: string;
  /** Erased before the program runs. */
  typeOnly: boolean;
}

export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.tree, (node) => {
    if (isImportDeclaration(node) && isStringLiteral(node.moduleSpecifier)) {
      const clause = node.importClause;
      const typeOnly = clause !== undefined && clause.phaseModifier === SyntaxKind.TypeKeyword;
      found.push({
        node,
        specifier: node.moduleSpecifier.text,
        typeOnly: typeOnly || hasOnlyTypeNames(clause?.namedBindings, clause?.name),
      });
    } else if (isExportDeclaration(node) && node.moduleSpecifier && isStringLiteral(node.moduleSpecifier)) {
      found.push({ node, specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    } else if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && isStringLiteral(argument))
        found.push({ node, specifier: argument.text, typeOnly: false });
    }
  });
  return found;
}

function hasOnlyTypeNames(bindings: Node | undefined, defaultName: Node | undefined): boolean {
  if (defaultName !== undefined || bindings === undefined || !isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

/** The workspace file behind a specifier; undefined for Node's modules, other packages and files that do not exist. */
export function resolveImport(workspace: Workspace, source: Source, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(source.path, '..', specifier);
  const target = packageOfSpecifier(workspace, specifier);
  return target?.doors.get(doorOf(target, specifier));
}

export const packageOfSpecifier = (workspace: Workspace, specifier: string): Package | undefined =>
  workspace.packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));

export const packageOfPath = (workspace: Workspace, path: string): Package | undefined =>
  workspace.packages.find(({ folder }) => path.startsWith(`${folder}/`));

/** `@perdure/store/contract` enters `@perdure/store` by the door `./contract`. */
export const doorOf = (target: Package, specifier: string): string =>
  `.${specifier.slice(target.name.length)}`;
