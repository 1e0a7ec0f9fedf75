export { naming } from '../http-client/naming';
