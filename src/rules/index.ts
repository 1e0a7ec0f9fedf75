export * from './api/checked-object';
export * from './api/custom-rule';
export * from './api/rule-finding';
export * from './api/rule-pack';
export * from './api/rule-severity';
export * from './api/rule-tester';
export * from './api/tekton-api';
export * from './api/validator';
