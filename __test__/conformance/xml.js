'use strict';

// Reads XML as a tree, for comparison: `{ '@attribute': 'value', Child: … }`, or the text of an element that has nothing else.
// The order of unlike elements does not matter to any client and is not kept; that of like ones is.

/** These are lists, however many there are. */
const REPEATED = new Set([
  'Blob',
  'BlobPrefix',
  'Block',
  'ClearRange',
  'Container',
  'CorsRule',
  'PageRange',
  'SignedIdentifier',
  'Tag',
]);
const TOKEN = /<\?[^]*?\?>|<(\/?)([^\s/>]+)((?:\s+[^\s=]+="[^"]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads a document; throws where it is not well-formed. */
function readXml(text) {
  const root = { children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) throw new Error(`no XML at ${at}: ${text.slice(at, at + 40)}`);
    const [, closing, name, attributes, empty, characters] = token;
    if (characters !== undefined) open.at(-1).text += decode(characters);
    else if (name !== undefined) readTag(open, { closing, name, attributes, empty });
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1).name}> is never closed`);
  return simplify(root);
}

function readTag(open, { closing, name, attributes, empty }) {
  if (closing) {
    const closed = open.pop();
    if (closed.name !== name) throw new Error(`</${name}> closes <${closed.name}>`);
    return;
  }
  const element = { name, attributes: readAttributes(attributes), children: [], text: '' };
  open.at(-1).children.push(element);
  if (!empty) open.push(element);
}

const readAttributes = (text) =>
  [...text.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, name, value]) => [`@${name}`, decode(value)]);

const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });

function simplify({ attributes = [], children, text }) {
  if (attributes.length === 0 && children.length === 0) return text;
  const tree = Object.fromEntries(attributes);
  for (const child of children) {
    const value = simplify(child);
    if (REPEATED.has(child.name)) (tree[child.name] ??= []).push(value);
    else tree[child.name] = child.name in tree ? [tree[child.name], value].flat() : value;
  }
  if (children.length === 0 || text.trim() !== '') tree['#text'] = text;
  return tree;
}

module.exports = { readXml };
