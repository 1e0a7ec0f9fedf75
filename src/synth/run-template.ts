import * as kplus from 'cdk8s-plus-27';
import { compact } from '../lowering/plain';
import type { PlainObject } from '../lowering/plain';
import type { PodTemplate } from '../pod-template';
import type { ContainerSpec } from '../task-run';
import { environment } from './container';

/** The plain form of a Pod template. */
export function podTemplateOf(template: PodTemplate | undefined): PlainObject | undefined {
  if (!template) return undefined;
  return compact<PlainObject>({
    ...template,
    tolerations: template.tolerations?.map(kplus.k8s.toJson_Toleration),
    affinity: kplus.k8s.toJson_Affinity(template.affinity),
    topologySpreadConstraints: template.topologySpreadConstraints?.map(kplus.k8s.toJson_TopologySpreadConstraint),
    securityContext: kplus.k8s.toJson_PodSecurityContext(template.securityContext),
    env: environment(template.env, () => 'the podTemplate'),
    volumes: template.volumes?.map(kplus.k8s.toJson_Volume),
    imagePullSecrets: template.imagePullSecrets?.map((secret) => ({ name: secret.name })),
    dnsConfig: kplus.k8s.toJson_PodDnsConfig(template.dnsConfig),
    hostAliases: template.hostAliases?.map(kplus.k8s.toJson_HostAlias),
  });
}

/** The plain form of settings by container name. */
export function stepSpecsOf(specs: { readonly [name: string]: ContainerSpec } | undefined): PlainObject[] | undefined {
  return specs && Object.entries(specs).map(([name, spec]) => ({ name, computeResources: spec.computeResources._toPlain() }));
}
