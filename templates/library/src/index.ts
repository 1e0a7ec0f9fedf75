export * from './node-build';
