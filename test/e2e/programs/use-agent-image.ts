import { createRequire } from 'module';
import * as cdk8s from 'cdk8s';
import { ArtifactAgent } from 'cdk8s-tekton';

/** Runs a template with an agent image, as one more line in its program would do: `use-agent-image.ts <image> <program>`. */
const [image, program] = process.argv.slice(2);

class App extends cdk8s.App {
  constructor(props?: cdk8s.AppProps) {
    super(props);
    ArtifactAgent.image(image).applyTo(this);
  }
}

const loaded = require.cache[require.resolve('cdk8s')];
if (!loaded) throw new Error('cdk8s is not loaded as CommonJS, so that its App cannot be replaced');
loaded.exports = { ...cdk8s, App };
createRequire(__filename)(program);
