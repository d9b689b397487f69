// Which public methods reach each operation of the engine, read from the facade with the TypeScript compiler: an operation is named by
// a text, in a method itself or in a function that one calls.

import fs from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

import { inRoot } from './paths.mjs';

/**
 * @param {string[]} operations the names of the operations
 * @param {Map<string, Set<string>>} classes the members of each public class, as `readSurface` gives them
 * @returns {Map<string, string[]>} the methods that reach each operation, such as `BlobClient.delete()`
 */
export function methodsByOperation(operations, classes) {
  const names = new Set(operations);
  const functions = new Map();
  for (const file of sources(inRoot('facade'))) readFunctions(file, names, functions);
  const found = new Map(operations.map((name) => [name, []]));
  for (const [name, members] of classes) {
    for (const member of members) {
      const start = functions.get(`${name}.${member.replace(/\(\)$/, '')}`);
      for (const operation of start ? reached(start, functions) : []) found.get(operation).push(`${name}.${member}`);
    }
  }
  return found;
}

function sources(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts'));
  return files.filter((file) => !file.startsWith('generated')).map((file) => path.join(folder, file));
}

/** The operations that each function and method names, and the functions that it calls. */
function readFunctions(file, names, functions) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const visit = (node, owner) => {
    const own = nameOf(node) ?? owner;
    if (own !== owner && !functions.has(own)) functions.set(own, { operations: new Set(), calls: new Set() });
    const here = functions.get(own);
    if (here && ts.isStringLiteral(node) && names.has(node.text) && !isType(node)) here.operations.add(node.text);
    if (here && ts.isCallExpression(node)) here.calls.add(calleeOf(node, own));
    ts.forEachChild(node, (child) => visit(child, own));
  };
  visit(source, undefined);
}

function nameOf(node) {
  if (ts.isFunctionDeclaration(node) && node.name) return node.name.text;
  if ((ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) && ts.isClassLike(node.parent) && node.parent.name) {
    return `${node.parent.name.text}.${node.name.getText()}`;
  }
  return undefined;
}

/** A function of that name, or a method of the same class. */
function calleeOf({ expression }, own) {
  const isOwnMethod =
    ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOwnMethod ? `${own.split('.')[0]}.${expression.name.text}` : expression.getText();
}

function isType(node) {
  return ts.isLiteralTypeNode(node.parent);
}

function reached(start, functions) {
  const operations = new Set();
  const seen = new Set();
  const next = [start];
  while (next.length > 0) {
    const here = next.pop();
    if (seen.has(here)) continue;
    seen.add(here);
    for (const operation of here.operations) operations.add(operation);
    for (const call of here.calls) if (functions.has(call)) next.push(functions.get(call));
  }
  return operations;
}
