import { App } from 'cdk8s';
import { Welcome, WelcomeRun } from './pipeline';

const app = new App();
const { pipeline } = new Welcome(app, 'welcome', {
  repository: process.env.ARTIFACT_REPOSITORY ?? 'registry.example.com/ci/artifacts',
});
new WelcomeRun(app, 'welcome-run', { pipeline });
app.synth();
