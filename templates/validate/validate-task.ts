import { ParamType, Task } from 'cdk8s-tekton';
import { Construct } from 'constructs';

export interface ValidateTaskProps {
  /**
   * What the step runs in: an image with Node.js, or with cdk8s-tekton installed, which needs no network then.
   *
   * @default node:24-bookworm-slim
   */
  readonly image?: string;
}

/** Checks the Tekton YAML in a workspace, and fails when there is an error. */
export class ValidateTask extends Task {
  constructor(scope: Construct, id: string, { image = 'node:24-bookworm-slim' }: ValidateTaskProps = {}) {
    super(scope, id, {
      description: 'Checks Tekton YAML before it is applied: what the webhook and the run would refuse, and what is unwise.',
      params: {
        paths: { type: ParamType.ARRAY, default: ['.'], description: 'files and directories, from the root of the workspace' },
        options: { type: ParamType.ARRAY, default: [], description: 'more options, such as --api and stable; see cdk8s-tekton validate --help' },
        version: { default: 'latest', description: 'the version of cdk8s-tekton, unless the image has one' },
      },
      workspaces: { source: { description: 'the repository' } },
      results: {
        errors: { description: 'how many errors there are' },
        warnings: { description: 'how many warnings there are' },
      },
    });
    this.addStep('validate', {
      image,
      workingDir: this.workspace('source').path,
      env: {
        VERSION: this.param('version'),
        ERRORS: this.result('errors').path,
        WARNINGS: this.result('warnings').path,
        // The command needs no peers, and writes nowhere else.
        npm_config_legacy_peer_deps: 'true',
        npm_config_cache: '/tmp/npm',
        npm_config_update_notifier: 'false',
      },
      args: [this.param('options'), this.param('paths')],
      script: `#!/bin/sh
set -u
report=$(mktemp)
if command -v cdk8s-tekton > /dev/null; then
  cdk8s-tekton validate --format text --format "json=$report" "$@"
else
  npx --yes "cdk8s-tekton@$VERSION" validate --format text --format "json=$report" "$@"
fi
code=$?
# Without a report something could not be read, which the log tells.
[ -s "$report" ] || exit $code
count() {
  node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).findings.filter((each) => each.severity === process.argv[2] && !each.acknowledged).length' "$report" "$1" | tr -d '\\n'
}
count error > "$ERRORS"
count warning > "$WARNINGS"
exit $code
`,
    });
  }
}
