import { relative, resolve } from 'node:path';
import { suggestion } from '../../private/suggestion';
import { readArguments } from '../arguments';
import { type Command, EXIT, UsageError } from '../command';
import { packageDependency } from '../package';
import { copyTemplate, type Template, templates } from '../template';

const HELP = `Usage: cdk8s-tekton init [template] [directory] [options]

Makes a project from a template: a folder with a pipeline in TypeScript that
synthesizes, tests and runs at once. Without a template, lists them.

The directory is named by the template when none is given. It may exist, but
no file in it is ever overwritten.

  --json   prints the templates, or the files that were made, as JSON

Example:
  cdk8s-tekton init welcome my-pipeline
  cd my-pipeline && npm install
  npm run synth         # main.ts -> dist/*.yaml
  npm start             # runs the YAML here, without a cluster
`;

/** `init`: a project from a template. */
export const init: Command = {
  help: HELP,
  run: async (args, { stdout }) => {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, 'cdk8s-tekton init');
    const [name, directory, ...more] = positionals;
    if (more.length > 0) throw new UsageError(`init takes a template and a directory, '${more.join(' ')}' is too much`);
    const known = await templates();
    if (name === undefined) {
      stdout.write(values.json ? json(known) : list(known));
      return EXIT.done;
    }
    if (!known.some((template) => template.name === name)) {
      throw new UsageError(`there is no template '${name}'${suggestion(name, known.map((template) => template.name))}`);
    }
    const target = resolve(directory ?? name);
    const files = await copyTemplate(name, target);
    stdout.write(values.json ? json({ directory: target, files }) : nextSteps(target, files));
    return EXIT.done;
  },
};

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function list(known: readonly Template[]): string {
  const width = Math.max(...known.map(({ name }) => name.length));
  const lines = known.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return `Templates:\n${lines.join('\n')}\n\nTake one: cdk8s-tekton init <template> <directory>\n`;
}

function nextSteps(target: string, files: readonly string[]): string {
  const { before } = packageDependency();
  const place = relative(process.cwd(), target) || '.';
  return `Made ${files.length} files in ${place}: ${files.join(', ')}

Next:
${place === '.' ? '' : `  cd ${place}\n`}${before === '' ? '' : `  ${before}\n`}  npm install
  npm test        # checks the types, runs the tests
  npm run synth   # writes the YAML to dist/
  npm start       # runs it here, without a cluster
`;
}
