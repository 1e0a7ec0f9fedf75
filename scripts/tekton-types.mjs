// Writes src/rules/schema/ from the Go types of Tekton: `test/conformance/check --schema` prints them, see CONTRIBUTING.md.
//
// usage: conformance --schema | node scripts/tekton-types.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'rules', 'schema');
const { tekton, kinds, types } = JSON.parse(readFileSync(0, 'utf8'));
joinVersions();
const HEADER = `// Written by scripts/tekton-types.mjs from the Go types of Tekton Pipelines ${tekton}; do not edit.\n\n`;

const WORDS = {
  string: 'string',
  boolean: 'boolean',
  int32: 'number',
  int64: 'number',
  float: 'number',
  duration: 'string',
  time: 'string',
  quantity: 'string',
  intOrString: 'string | number',
  base64: 'string',
  any: 'unknown',
  paramValue: 'ParamValue',
};

write('tekton-types.ts', `${HEADER}/** The value of a param, as Tekton decodes it: anything else becomes text. */
export type ParamValue = string | readonly string[] | { readonly [key: string]: string };

${Object.entries(types).map(declaration).join('\n')}`);

write('tekton-schema.ts', `${HEADER}/** The version of Tekton Pipelines that these types are of. */
export const TEKTON_VERSION = '${tekton}';

/** The type of each kind, by apiVersion and kind. */
export const TEKTON_KINDS: { readonly [kind: string]: string } = ${literal(kinds, '')};

/**
 * The fields of each type by their names: another type, a word such as \`int32\`, or one of these behind \`[]\` (a list)
 * or \`{}\` (a map).
 */
export const TEKTON_TYPES: { readonly [type: string]: { readonly [field: string]: string } } = {
${Object.entries(types).map(([name, fields]) => `  ${name}: ${literal(fields, '  ')},\n`).join('')}};
`);

/** Most types are the same in all versions: of those the newest one's is kept, which has no version in its name. */
function joinVersions() {
  for (;;) {
    const same = Object.keys(types).filter((name) => {
      const newest = types[name.replace(/^V1beta1/, '')];
      return newest && newest !== types[name] && JSON.stringify(newest) === JSON.stringify(types[name]);
    });
    if (same.length === 0) return;
    for (const name of same) delete types[name];
    const rename = (type) => type.replace(/\w+$/, (name) => same.includes(name) ? name.replace(/^V1beta1/, '') : name);
    for (const fields of [...Object.values(types), kinds]) {
      for (const [field, type] of Object.entries(fields)) fields[field] = rename(type);
    }
  }
}

function declaration([name, fields]) {
  const lines = Object.entries(fields).map(([field, type]) => `  readonly ${quoted(field)}?: ${typescript(type)};\n`);
  return lines.length ? `export interface ${name} {\n${lines.join('')}}\n` : `export interface ${name} { readonly [field: string]: never }\n`;
}

function typescript(type) {
  if (type.startsWith('[]')) {
    const element = typescript(type.slice(2));
    return element.includes(' ') ? `readonly (${element})[]` : `readonly ${element}[]`;
  }
  if (type.startsWith('{}')) return `{ readonly [key: string]: ${typescript(type.slice(2))} }`;
  return WORDS[type] ?? type;
}

function literal(object, indent) {
  const entries = Object.entries(object);
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, value]) => `${indent}  ${quoted(key)}: '${value}',\n`).join('')}${indent}}`;
}

function quoted(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}

function write(file, text) {
  writeFileSync(join(root, file), text);
}
