import type { FetchPlan } from '../contract/agent-plan';
import { PATHS } from '../contract/paths';
import type { TaskModel } from './task-model';

/** The part of a plan that fetch and upload share: where the configuration, the claim and the scratch space are. */
export function planSettings(model: TaskModel): Omit<FetchPlan, 'inputs'> {
  const { storage } = model;
  return {
    ...storage.config ? { default: storage.config } : {},
    config: PATHS.config,
    pod: PATHS.pod,
    ...storage.claimName ? { claim: { name: storage.claimName, path: PATHS.claim } } : {},
    ...storage.credentialsSecret ? { credentialsSecret: storage.credentialsSecret } : {},
    ...storage.credentialsSecret && storage.credentialsFormat === 'keys' ? { credentials: PATHS.credentials } : {},
    ...storage.certificateAuthority ? { certificateAuthority: `${PATHS.certificateAuthority}/ca.crt` } : {},
    scratch: PATHS.scratch,
  };
}
