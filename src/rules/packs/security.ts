import type { Pack } from '../rule';
import { broadRbac } from '../security/broad-rbac';
import { credentialLiteral } from '../security/credential-literal';
import { eventCredential } from '../security/event-credential';
import { eventListener } from '../security/event-listener';
import { hostNamespace } from '../security/host-namespace';
import { hostPath } from '../security/host-path';
import { ignoredCheck } from '../security/ignored-check';
import { nestedVariable } from '../security/nested-variable';
import { paramImage } from '../security/param-image';
import { pipeToShell } from '../security/pipe-to-shell';
import { privileged } from '../security/privileged';
import { root } from '../security/root';
import { scriptInjection } from '../security/script-injection';
import { secretInResult } from '../security/secret-in-result';
import { serviceAccount } from '../security/service-account';
import { triggerInjection } from '../security/trigger-injection';
import { untrustedSource } from '../security/untrusted-source';
import { verificationPattern } from '../security/verification-pattern';

/** Can somebody use the pipeline for what it is not made for. */
export const security: Pack = {
  name: 'security',
  summary: 'can somebody use it for what it is not made for',
  onDemand: true,
  rules: [
    scriptInjection, triggerInjection, nestedVariable, privileged, root, hostPath, hostNamespace, credentialLiteral, secretInResult,
    pipeToShell, untrustedSource, paramImage, serviceAccount, broadRbac, ignoredCheck,
    eventListener, eventCredential, verificationPattern,
  ],
};
