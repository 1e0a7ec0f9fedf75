import { PINNED_IMAGE } from '../../../src/rules/digest/pinned-example';
import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

const RULE = 'digest/image';

describe(RULE, () => {
  test('looks at steps, sidecars, the stepTemplate and the default of a param, each where it stands', () => {
    expect(messagesOf(RULE, `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: example}
spec:
  params:
  - {name: image, default: node}
  stepTemplate:
    image: golang:1.24
  steps:
  - {name: build}
  - {name: test, image: $(params.image)}
  sidecars:
  - {name: db, image: "registry.example.com:5000/postgres:latest"}
`)).toEqual([
      "6:28 the image 'node' has no digest, and means whatever is newest",
      "8:12 the image 'golang:1.24' has no digest",
      "13:23 the image 'registry.example.com:5000/postgres:latest' has no digest, and means whatever is newest",
    ]);
  });

  test('looks at inline Tasks and StepActions', () => {
    const inline = exampleOf('PipelineRun', 'pipelineSpec: {tasks: [{name: a, taskSpec: {steps: [{name: b, image: busybox:1.37}]}}]}');
    expect(messagesOf(RULE, inline)).toHaveLength(1);
    expect(messagesOf(RULE, exampleOf('StepAction', 'image: busybox:1.37'))).toHaveLength(1);
  });

  test('leaves alone what is decided elsewhere', () => {
    const steps = ['$(params.image)', '$(params.registry)/app:1.0', '{{ image }}', PINNED_IMAGE].map((image, index) => `{name: s${index}, image: "${image}"}`);
    expect(messagesOf(RULE, exampleOf('Task', `params: [{name: image}, {name: registry}]\nsteps: [${steps.join(', ')}]`))).toEqual([]);
  });
});
