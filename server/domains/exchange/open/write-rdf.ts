import { type Node, prefixes, type Value } from './dcat.ts';

/** The context of the JSON-LD: the prefixes alone, so that every name stands as the vocabularies have it. */
export const jsonLdContext = prefixes;

export function jsonLdOf(node: Node): Record<string, unknown> {
  return {
    ...(node.id !== undefined && { '@id': node.id }),
    '@type': node.types,
    ...Object.fromEntries(node.properties.map(([name, values]) => [name, values.map(jsonLdValue)])),
  };
}

function jsonLdValue(value: Value): unknown {
  if ('iri' in value) return { '@id': value.iri };
  if ('node' in value) return jsonLdOf(value.node);
  if ('type' in value) return { '@value': value.text, '@type': value.type };
  return value.language ? { '@value': value.text, '@language': value.language } : { '@value': value.text };
}

export const turtleHead = `${Object.entries(prefixes)
  .map(([name, iri]) => `@prefix ${name}: <${iri}> .`)
  .join('\n')}\n\n`;

/** A node as Turtle (RDF 1.1), nodes without a name inside it, those with one after it. */
export function turtleOf(node: Node): string {
  const after: Node[] = [];
  const text = `${node.id === undefined ? '[]' : iriOf(node.id)} ${bodyOf(node, after)} .\n`;
  return text + after.map((each) => turtleOf(each)).join('');
}

function bodyOf(node: Node, after: Node[]): string {
  return [
    `a ${node.types.join(', ')}`,
    ...node.properties.map(
      ([name, values]) => `${name} ${values.map((value) => turtleValue(value, after)).join(', ')}`,
    ),
  ].join(' ;\n  ');
}

function turtleValue(value: Value, after: Node[]): string {
  if ('iri' in value) return iriOf(value.iri);
  if ('node' in value) {
    if (value.node.id === undefined) return `[ ${bodyOf(value.node, after)} ]`;
    after.push(value.node);
    return iriOf(value.node.id);
  }
  const literal = `"${value.text.replace(/["\\\n\r\t\b\f]/g, (found) => escapes[found]!)}"`;
  if ('type' in value) return `${literal}^^${value.type}`;
  return value.language ? `${literal}@${value.language}` : literal;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Characters that may not stand in an IRI (RFC 3987) are percent-encoded. */
function iriOf(iri: string): string {
  const unsafe = new Set([...'<>"{}|^`\\ ']);
  return `<${[...iri].map((each) => (unsafe.has(each) || each.charCodeAt(0) <= 0x20 ? encodeURIComponent(each) : each)).join('')}>`;
}
