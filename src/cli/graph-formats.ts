import type { Edge, PipelineGraph } from './pipeline-graph';

/** Writes a graph for people: each task with what it takes, and from where. */
export function textGraph({ name, inputs, nodes, edges }: PipelineGraph): string {
  const width = Math.max(...nodes.map((node) => node.name.length));
  const tasks = nodes.map((node) => {
    const taken = edges.filter(({ to }) => to === node.name).map(textEdge);
    const notes = [node.finally ? 'finally' : '', node.matrix ? 'matrix' : '', node.conditional ? 'conditional' : ''].filter(Boolean);
    return `  ${node.name.padEnd(width)}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}  ${taken.join(', ')}`.trimEnd();
  });
  return [`${name}${inputs.length > 0 ? `  <- ${inputs.join(', ')}` : ''}`, ...tasks, ''].join('\n');
}

function textEdge({ from, kind, name }: Edge): string {
  if (kind === 'order') return `after ${from}`;
  return from === undefined ? `<- ${name} (input)` : `<- ${from}.${name}${kind === 'result' ? ' (result)' : ''}`;
}

/** Writes a graph as Mermaid, which GitHub and others draw. @see https://mermaid.js.org/syntax/flowchart.html */
export function mermaidGraph(graph: PipelineGraph): string {
  const id = ids(graph);
  const last = graph.nodes.filter((node) => node.finally);
  return lines([
    'flowchart LR',
    ...graph.inputs.map((input) => `  ${id.input(input)}([${quote(input)}])`),
    ...graph.nodes.filter((node) => !node.finally).map(({ name }) => `  ${id.task(name)}[${quote(name)}]`),
    ...last.length > 0 ? ['  subgraph finally', ...last.map(({ name }) => `    ${id.task(name)}[${quote(name)}]`), '  end'] : [],
    ...graph.edges.map((edge) => {
      const arrow = edge.kind === 'artifact' ? '-->' : '-.->';
      return `  ${id.from(edge)} ${arrow}${edge.name === '' ? '' : `|${quote(edge.name)}|`} ${id.task(edge.to)}`;
    }),
  ]);
}

/** Writes a graph for Graphviz. @see https://graphviz.org/doc/info/lang.html */
export function dotGraph(graph: PipelineGraph): string {
  const id = ids(graph);
  const last = graph.nodes.filter((node) => node.finally);
  return lines([
    `digraph ${quote(graph.name)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...graph.inputs.map((input) => `  ${id.input(input)} [label=${quote(input)}, shape=oval];`),
    ...graph.nodes.filter((node) => !node.finally).map(({ name }) => `  ${id.task(name)} [label=${quote(name)}];`),
    ...last.length > 0 ? ['  subgraph cluster_finally {', '    label="finally";', ...last.map(({ name }) => `    ${id.task(name)} [label=${quote(name)}];`), '  }'] : [],
    ...graph.edges.map((edge) => `  ${id.from(edge)} -> ${id.task(edge.to)} [label=${quote(edge.name)}${edge.kind === 'artifact' ? '' : ', style=dashed'}];`),
    '}',
  ]);
}

/** Names that both languages take: those of tasks may be words of the language, such as `end`. */
function ids({ nodes, inputs }: PipelineGraph) {
  const task = (name: string): string => `task${nodes.findIndex((node) => node.name === name)}`;
  const input = (name: string): string => `input${inputs.indexOf(name)}`;
  return { task, input, from: ({ from, name }: Edge): string => (from === undefined ? input(name) : task(from)) };
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\'')}"`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
