import { App, Chart } from 'cdk8s';
import { ValidateTask } from './validate-task';

const app = new App();
new ValidateTask(new Chart(app, 'validate'), 'validate');
app.synth();
