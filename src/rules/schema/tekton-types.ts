// Written by scripts/tekton-types.mjs from the Go types of Tekton Pipelines v1.15.0; do not edit.

/** The value of a param, as Tekton decodes it: anything else becomes text. */
export type ParamValue = string | readonly string[] | { readonly [key: string]: string };

export interface AWSElasticBlockStoreVolumeSource {
  readonly fsType?: string;
  readonly partition?: number;
  readonly readOnly?: boolean;
  readonly volumeID?: string;
}

export interface Affinity {
  readonly nodeAffinity?: NodeAffinity;
  readonly podAffinity?: PodAffinity;
  readonly podAntiAffinity?: PodAntiAffinity;
}

export interface AppArmorProfile {
  readonly localhostProfile?: string;
  readonly type?: string;
}

export interface Artifact {
  readonly buildOutput?: boolean;
  readonly name?: string;
  readonly values?: readonly ArtifactValue[];
}

export interface ArtifactValue {
  readonly digest?: { readonly [key: string]: string };
  readonly uri?: string;
}

export interface Artifacts {
  readonly inputs?: readonly Artifact[];
  readonly outputs?: readonly Artifact[];
}

export interface AzureDiskVolumeSource {
  readonly cachingMode?: string;
  readonly diskName?: string;
  readonly diskURI?: string;
  readonly fsType?: string;
  readonly kind?: string;
  readonly readOnly?: boolean;
}

export interface AzureFileVolumeSource {
  readonly readOnly?: boolean;
  readonly secretName?: string;
  readonly shareName?: string;
}

export interface CSIVolumeSource {
  readonly driver?: string;
  readonly fsType?: string;
  readonly nodePublishSecretRef?: LocalObjectReference;
  readonly readOnly?: boolean;
  readonly volumeAttributes?: { readonly [key: string]: string };
}

export interface Capabilities {
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
}

export interface CephFSVolumeSource {
  readonly monitors?: readonly string[];
  readonly path?: string;
  readonly readOnly?: boolean;
  readonly secretFile?: string;
  readonly secretRef?: LocalObjectReference;
  readonly user?: string;
}

export interface ChildStatusReference {
  readonly apiVersion?: string;
  readonly displayName?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly pipelineTaskName?: string;
  readonly whenExpressions?: readonly WhenExpression[];
}

export interface CinderVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly volumeID?: string;
}

export interface CloudEventDelivery {
  readonly status?: CloudEventDeliveryState;
  readonly target?: string;
}

export interface CloudEventDeliveryState {
  readonly condition?: string;
  readonly message?: string;
  readonly retryCount?: number;
  readonly sentAt?: string;
}

export interface ClusterTrustBundleProjection {
  readonly labelSelector?: LabelSelector;
  readonly name?: string;
  readonly optional?: boolean;
  readonly path?: string;
  readonly signerName?: string;
}

export interface Condition {
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly type?: string;
}

export interface ConfigMapEnvSource {
  readonly name?: string;
  readonly optional?: boolean;
}

export interface ConfigMapKeySelector {
  readonly key?: string;
  readonly name?: string;
  readonly optional?: boolean;
}

export interface ConfigMapProjection {
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

export interface ConfigMapVolumeSource {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

export interface ConfigSource {
  readonly digest?: { readonly [key: string]: string };
  readonly entryPoint?: string;
  readonly uri?: string;
}

export interface ContainerPort {
  readonly containerPort?: number;
  readonly hostIP?: string;
  readonly hostPort?: number;
  readonly name?: string;
  readonly protocol?: string;
}

export interface ContainerStateRunning {
  readonly startedAt?: string;
}

export interface ContainerStateTerminated {
  readonly containerID?: string;
  readonly exitCode?: number;
  readonly finishedAt?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly signal?: number;
  readonly startedAt?: string;
}

export interface ContainerStateWaiting {
  readonly message?: string;
  readonly reason?: string;
}

export interface CustomRun {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: CustomRunSpec;
  readonly status?: CustomRunStatus;
}

export interface CustomRunResult {
  readonly name?: string;
  readonly value?: string;
}

export interface CustomRunSpec {
  readonly customRef?: V1beta1TaskRef;
  readonly customSpec?: EmbeddedCustomRunSpec;
  readonly params?: readonly Param[];
  readonly retries?: number;
  readonly serviceAccountName?: string;
  readonly status?: string;
  readonly statusMessage?: string;
  readonly timeout?: string;
  readonly workspaces?: readonly WorkspaceBinding[];
}

export interface CustomRunStatus {
  readonly annotations?: { readonly [key: string]: string };
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly extraFields?: unknown;
  readonly observedGeneration?: number;
  readonly results?: readonly CustomRunResult[];
  readonly retriesStatus?: readonly CustomRunStatus[];
  readonly startTime?: string;
}

export interface DownwardAPIProjection {
  readonly items?: readonly DownwardAPIVolumeFile[];
}

export interface DownwardAPIVolumeFile {
  readonly fieldRef?: ObjectFieldSelector;
  readonly mode?: number;
  readonly path?: string;
  readonly resourceFieldRef?: ResourceFieldSelector;
}

export interface DownwardAPIVolumeSource {
  readonly defaultMode?: number;
  readonly items?: readonly DownwardAPIVolumeFile[];
}

export interface EmbeddedCustomRunSpec {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: PipelineTaskMetadata;
  readonly spec?: unknown;
}

export interface EmbeddedTask {
  readonly apiVersion?: string;
  readonly description?: string;
  readonly displayName?: string;
  readonly kind?: string;
  readonly metadata?: PipelineTaskMetadata;
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly TaskResult[];
  readonly sidecars?: readonly Sidecar[];
  readonly spec?: unknown;
  readonly stepTemplate?: StepTemplate;
  readonly steps?: readonly Step[];
  readonly volumes?: readonly Volume[];
  readonly workspaces?: readonly WorkspaceDeclaration[];
}

export interface EmptyDirVolumeSource {
  readonly medium?: string;
  readonly sizeLimit?: string;
}

export interface EnvFromSource {
  readonly configMapRef?: ConfigMapEnvSource;
  readonly prefix?: string;
  readonly secretRef?: SecretEnvSource;
}

export interface EnvVar {
  readonly name?: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
}

export interface EnvVarSource {
  readonly configMapKeyRef?: ConfigMapKeySelector;
  readonly fieldRef?: ObjectFieldSelector;
  readonly fileKeyRef?: FileKeySelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
  readonly secretKeyRef?: SecretKeySelector;
}

export interface EphemeralVolumeSource {
  readonly volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}

export interface ExecAction {
  readonly command?: readonly string[];
}

export interface FCVolumeSource {
  readonly fsType?: string;
  readonly lun?: number;
  readonly readOnly?: boolean;
  readonly targetWWNs?: readonly string[];
  readonly wwids?: readonly string[];
}

export interface FeatureFlags {
  readonly awaitSidecarReadiness?: boolean;
  readonly coschedule?: string;
  readonly disableCredsInit?: boolean;
  readonly disableInlineSpec?: string;
  readonly enableAPIFields?: string;
  readonly enableArtifacts?: boolean;
  readonly enableCELInWhenExpression?: boolean;
  readonly enableConciseResolverSyntax?: boolean;
  readonly enableKeepPodOnCancel?: boolean;
  readonly enableKubernetesSidecar?: boolean;
  readonly enableParamEnum?: boolean;
  readonly enableProvenanceInStatus?: boolean;
  readonly enableStepActions?: boolean;
  readonly enableTektonOCIBundles?: boolean;
  readonly enableTerminationMessageCompression?: boolean;
  readonly enableWaitExponentialBackoff?: boolean;
  readonly enforceNonfalsifiability?: string;
  readonly maxResultSize?: number;
  readonly requireGitSSHSecretKnownHosts?: boolean;
  readonly resultExtractionMethod?: string;
  readonly runningInEnvWithInjectedSidecars?: boolean;
  readonly sendCloudEventsForRuns?: boolean;
  readonly setSecurityContext?: boolean;
  readonly setSecurityContextReadOnlyRootFilesystem?: boolean;
  readonly verificationNoMatchPolicy?: string;
}

export interface FileKeySelector {
  readonly key?: string;
  readonly optional?: boolean;
  readonly path?: string;
  readonly volumeName?: string;
}

export interface FlexVolumeSource {
  readonly driver?: string;
  readonly fsType?: string;
  readonly options?: { readonly [key: string]: string };
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
}

export interface FlockerVolumeSource {
  readonly datasetName?: string;
  readonly datasetUUID?: string;
}

export interface GCEPersistentDiskVolumeSource {
  readonly fsType?: string;
  readonly partition?: number;
  readonly pdName?: string;
  readonly readOnly?: boolean;
}

export interface GRPCAction {
  readonly port?: number;
  readonly service?: string;
}

export interface GitRepoVolumeSource {
  readonly directory?: string;
  readonly repository?: string;
  readonly revision?: string;
}

export interface GlusterfsVolumeSource {
  readonly endpoints?: string;
  readonly path?: string;
  readonly readOnly?: boolean;
}

export interface HTTPGetAction {
  readonly host?: string;
  readonly httpHeaders?: readonly HTTPHeader[];
  readonly path?: string;
  readonly port?: string | number;
  readonly scheme?: string;
}

export interface HTTPHeader {
  readonly name?: string;
  readonly value?: string;
}

export interface HostAlias {
  readonly hostnames?: readonly string[];
  readonly ip?: string;
}

export interface HostPathVolumeSource {
  readonly path?: string;
  readonly type?: string;
}

export interface ISCSIVolumeSource {
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly fsType?: string;
  readonly initiatorName?: string;
  readonly iqn?: string;
  readonly iscsiInterface?: string;
  readonly lun?: number;
  readonly portals?: readonly string[];
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly targetPortal?: string;
}

export interface ImageVolumeSource {
  readonly pullPolicy?: string;
  readonly reference?: string;
}

export interface IncludeParams {
  readonly name?: string;
  readonly params?: readonly Param[];
}

export interface KeyToPath {
  readonly key?: string;
  readonly mode?: number;
  readonly path?: string;
}

export interface LabelSelector {
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
  readonly matchLabels?: { readonly [key: string]: string };
}

export interface LabelSelectorRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface Lifecycle {
  readonly postStart?: LifecycleHandler;
  readonly preStop?: LifecycleHandler;
  readonly stopSignal?: string;
}

export interface LifecycleHandler {
  readonly exec?: ExecAction;
  readonly httpGet?: HTTPGetAction;
  readonly sleep?: SleepAction;
  readonly tcpSocket?: TCPSocketAction;
}

export interface LocalObjectReference {
  readonly name?: string;
}

export interface ManagedFieldsEntry {
  readonly apiVersion?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: unknown;
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
}

export interface Matrix {
  readonly include?: readonly IncludeParams[];
  readonly params?: readonly Param[];
}

export interface ModifyVolumeStatus {
  readonly status?: string;
  readonly targetVolumeAttributesClassName?: string;
}

export interface NFSVolumeSource {
  readonly path?: string;
  readonly readOnly?: boolean;
  readonly server?: string;
}

export interface NodeAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly PreferredSchedulingTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
}

export interface NodeSelector {
  readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
}

export interface NodeSelectorRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

export interface ObjectFieldSelector {
  readonly apiVersion?: string;
  readonly fieldPath?: string;
}

export interface ObjectMeta {
  readonly annotations?: { readonly [key: string]: string };
  readonly creationTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly generateName?: string;
  readonly generation?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly managedFields?: readonly ManagedFieldsEntry[];
  readonly name?: string;
  readonly namespace?: string;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly resourceVersion?: string;
  readonly selfLink?: string;
  readonly uid?: string;
}

export interface OwnerReference {
  readonly apiVersion?: string;
  readonly blockOwnerDeletion?: boolean;
  readonly controller?: boolean;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

export interface Param {
  readonly name?: string;
  readonly value?: ParamValue;
}

export interface ParamSpec {
  readonly default?: ParamValue;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly name?: string;
  readonly properties?: { readonly [key: string]: PropertySpec };
  readonly type?: string;
}

export interface PersistentVolumeClaim {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: PersistentVolumeClaimSpec;
  readonly status?: PersistentVolumeClaimStatus;
}

export interface PersistentVolumeClaimCondition {
  readonly lastProbeTime?: string;
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly type?: string;
}

export interface PersistentVolumeClaimSpec {
  readonly accessModes?: readonly string[];
  readonly dataSource?: TypedLocalObjectReference;
  readonly dataSourceRef?: TypedObjectReference;
  readonly resources?: VolumeResourceRequirements;
  readonly selector?: LabelSelector;
  readonly storageClassName?: string;
  readonly volumeAttributesClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}

export interface PersistentVolumeClaimStatus {
  readonly accessModes?: readonly string[];
  readonly allocatedResourceStatuses?: { readonly [key: string]: string };
  readonly allocatedResources?: { readonly [key: string]: string };
  readonly capacity?: { readonly [key: string]: string };
  readonly conditions?: readonly PersistentVolumeClaimCondition[];
  readonly currentVolumeAttributesClassName?: string;
  readonly modifyVolumeStatus?: ModifyVolumeStatus;
  readonly phase?: string;
}

export interface PersistentVolumeClaimTemplate {
  readonly metadata?: ObjectMeta;
  readonly spec?: PersistentVolumeClaimSpec;
}

export interface PersistentVolumeClaimVolumeSource {
  readonly claimName?: string;
  readonly readOnly?: boolean;
}

export interface PhotonPersistentDiskVolumeSource {
  readonly fsType?: string;
  readonly pdID?: string;
}

export interface Pipeline {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: PipelineSpec;
}

export interface PipelineDeclaredResource {
  readonly name?: string;
  readonly optional?: boolean;
  readonly type?: string;
}

export interface PipelineRef {
  readonly apiVersion?: string;
  readonly name?: string;
  readonly params?: readonly Param[];
  readonly resolver?: string;
}

export interface PipelineResourceBinding {
  readonly name?: string;
  readonly resourceRef?: PipelineResourceRef;
  readonly resourceSpec?: PipelineResourceSpec;
}

export interface PipelineResourceRef {
  readonly apiVersion?: string;
  readonly name?: string;
}

export interface PipelineResourceSpec {
  readonly description?: string;
  readonly params?: readonly ResourceParam[];
  readonly secrets?: readonly SecretParam[];
  readonly type?: string;
}

export interface PipelineResult {
  readonly description?: string;
  readonly name?: string;
  readonly type?: string;
  readonly value?: ParamValue;
}

export interface PipelineRun {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: PipelineRunSpec;
  readonly status?: PipelineRunStatus;
}

export interface PipelineRunResult {
  readonly name?: string;
  readonly value?: ParamValue;
}

export interface PipelineRunRunStatus {
  readonly pipelineTaskName?: string;
  readonly status?: CustomRunStatus;
  readonly whenExpressions?: readonly WhenExpression[];
}

export interface PipelineRunSpec {
  readonly managedBy?: string;
  readonly params?: readonly Param[];
  readonly pipelineRef?: PipelineRef;
  readonly pipelineSpec?: PipelineSpec;
  readonly status?: string;
  readonly taskRunSpecs?: readonly PipelineTaskRunSpec[];
  readonly taskRunTemplate?: PipelineTaskRunTemplate;
  readonly timeouts?: TimeoutFields;
  readonly workspaces?: readonly WorkspaceBinding[];
}

export interface PipelineRunStatus {
  readonly annotations?: { readonly [key: string]: string };
  readonly childReferences?: readonly ChildStatusReference[];
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly finallyStartTime?: string;
  readonly observedGeneration?: number;
  readonly pipelineSpec?: PipelineSpec;
  readonly provenance?: Provenance;
  readonly results?: readonly PipelineRunResult[];
  readonly skippedTasks?: readonly SkippedTask[];
  readonly spanContext?: { readonly [key: string]: string };
  readonly startTime?: string;
}

export interface PipelineRunTaskRunStatus {
  readonly pipelineTaskName?: string;
  readonly status?: V1beta1TaskRunStatus;
  readonly whenExpressions?: readonly WhenExpression[];
}

export interface PipelineSpec {
  readonly description?: string;
  readonly displayName?: string;
  readonly finally?: readonly PipelineTask[];
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly PipelineResult[];
  readonly tasks?: readonly PipelineTask[];
  readonly workspaces?: readonly PipelineWorkspaceDeclaration[];
}

export interface PipelineTask {
  readonly description?: string;
  readonly displayName?: string;
  readonly matrix?: Matrix;
  readonly name?: string;
  readonly onError?: string;
  readonly params?: readonly Param[];
  readonly pipelineRef?: PipelineRef;
  readonly pipelineSpec?: PipelineSpec;
  readonly retries?: number;
  readonly runAfter?: readonly string[];
  readonly taskRef?: TaskRef;
  readonly taskSpec?: EmbeddedTask;
  readonly timeout?: string;
  readonly when?: readonly WhenExpression[];
  readonly workspaces?: readonly WorkspacePipelineTaskBinding[];
}

export interface PipelineTaskInputResource {
  readonly from?: readonly string[];
  readonly name?: string;
  readonly resource?: string;
}

export interface PipelineTaskMetadata {
  readonly annotations?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
}

export interface PipelineTaskOutputResource {
  readonly name?: string;
  readonly resource?: string;
}

export interface PipelineTaskResources {
  readonly inputs?: readonly PipelineTaskInputResource[];
  readonly outputs?: readonly PipelineTaskOutputResource[];
}

export interface PipelineTaskRunSpec {
  readonly computeResources?: ResourceRequirements;
  readonly metadata?: PipelineTaskMetadata;
  readonly pipelineTaskName?: string;
  readonly podTemplate?: Template;
  readonly serviceAccountName?: string;
  readonly sidecarSpecs?: readonly TaskRunSidecarSpec[];
  readonly stepSpecs?: readonly TaskRunStepSpec[];
  readonly timeout?: string;
}

export interface PipelineTaskRunTemplate {
  readonly podTemplate?: Template;
  readonly serviceAccountName?: string;
}

export interface PipelineWorkspaceDeclaration {
  readonly description?: string;
  readonly name?: string;
  readonly optional?: boolean;
}

export interface PodAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
}

export interface PodAffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey?: string;
}

export interface PodAntiAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
}

export interface PodCertificateProjection {
  readonly certificateChainPath?: string;
  readonly credentialBundlePath?: string;
  readonly keyPath?: string;
  readonly keyType?: string;
  readonly maxExpirationSeconds?: number;
  readonly signerName?: string;
  readonly userAnnotations?: { readonly [key: string]: string };
}

export interface PodDNSConfig {
  readonly nameservers?: readonly string[];
  readonly options?: readonly PodDNSConfigOption[];
  readonly searches?: readonly string[];
}

export interface PodDNSConfigOption {
  readonly name?: string;
  readonly value?: string;
}

export interface PodSecurityContext {
  readonly appArmorProfile?: AppArmorProfile;
  readonly fsGroup?: number;
  readonly fsGroupChangePolicy?: string;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seLinuxChangePolicy?: string;
  readonly seLinuxOptions?: SELinuxOptions;
  readonly seccompProfile?: SeccompProfile;
  readonly supplementalGroups?: readonly number[];
  readonly supplementalGroupsPolicy?: string;
  readonly sysctls?: readonly Sysctl[];
  readonly windowsOptions?: WindowsSecurityContextOptions;
}

export interface PortworxVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly volumeID?: string;
}

export interface PreferredSchedulingTerm {
  readonly preference?: NodeSelectorTerm;
  readonly weight?: number;
}

export interface Probe {
  readonly exec?: ExecAction;
  readonly failureThreshold?: number;
  readonly grpc?: GRPCAction;
  readonly httpGet?: HTTPGetAction;
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly tcpSocket?: TCPSocketAction;
  readonly terminationGracePeriodSeconds?: number;
  readonly timeoutSeconds?: number;
}

export interface ProjectedVolumeSource {
  readonly defaultMode?: number;
  readonly sources?: readonly VolumeProjection[];
}

export interface PropertySpec {
  readonly type?: string;
}

export interface Provenance {
  readonly featureFlags?: FeatureFlags;
  readonly refSource?: RefSource;
}

export interface QuobyteVolumeSource {
  readonly group?: string;
  readonly readOnly?: boolean;
  readonly registry?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly volume?: string;
}

export interface RBDVolumeSource {
  readonly fsType?: string;
  readonly image?: string;
  readonly keyring?: string;
  readonly monitors?: readonly string[];
  readonly pool?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly user?: string;
}

export interface Ref {
  readonly name?: string;
  readonly params?: readonly Param[];
  readonly resolver?: string;
}

export interface RefSource {
  readonly digest?: { readonly [key: string]: string };
  readonly entryPoint?: string;
  readonly uri?: string;
}

export interface ResourceClaim {
  readonly name?: string;
  readonly request?: string;
}

export interface ResourceFieldSelector {
  readonly containerName?: string;
  readonly divisor?: string;
  readonly resource?: string;
}

export interface ResourceParam {
  readonly name?: string;
  readonly value?: string;
}

export interface ResourceRequirements {
  readonly claims?: readonly ResourceClaim[];
  readonly limits?: { readonly [key: string]: string };
  readonly requests?: { readonly [key: string]: string };
}

export interface RunResult {
  readonly key?: string;
  readonly resourceName?: string;
  readonly type?: unknown;
  readonly value?: string;
}

export interface SELinuxOptions {
  readonly level?: string;
  readonly role?: string;
  readonly type?: string;
  readonly user?: string;
}

export interface ScaleIOVolumeSource {
  readonly fsType?: string;
  readonly gateway?: string;
  readonly protectionDomain?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly sslEnabled?: boolean;
  readonly storageMode?: string;
  readonly storagePool?: string;
  readonly system?: string;
  readonly volumeName?: string;
}

export interface SeccompProfile {
  readonly localhostProfile?: string;
  readonly type?: string;
}

export interface SecretEnvSource {
  readonly name?: string;
  readonly optional?: boolean;
}

export interface SecretKeySelector {
  readonly key?: string;
  readonly name?: string;
  readonly optional?: boolean;
}

export interface SecretParam {
  readonly fieldName?: string;
  readonly secretKey?: string;
  readonly secretName?: string;
}

export interface SecretProjection {
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

export interface SecretVolumeSource {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
  readonly secretName?: string;
}

export interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly appArmorProfile?: AppArmorProfile;
  readonly capabilities?: Capabilities;
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seLinuxOptions?: SELinuxOptions;
  readonly seccompProfile?: SeccompProfile;
  readonly windowsOptions?: WindowsSecurityContextOptions;
}

export interface ServiceAccountTokenProjection {
  readonly audience?: string;
  readonly expirationSeconds?: number;
  readonly path?: string;
}

export interface Sidecar {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly computeResources?: ResourceRequirements;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  readonly name?: string;
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly restartPolicy?: string;
  readonly script?: string;
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly tty?: boolean;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
  readonly workspaces?: readonly WorkspaceUsage[];
}

export interface SidecarState {
  readonly container?: string;
  readonly imageID?: string;
  readonly name?: string;
  readonly running?: ContainerStateRunning;
  readonly terminated?: ContainerStateTerminated;
  readonly waiting?: ContainerStateWaiting;
}

export interface SkippedTask {
  readonly name?: string;
  readonly reason?: string;
  readonly whenExpressions?: readonly WhenExpression[];
}

export interface SleepAction {
  readonly seconds?: number;
}

export interface Step {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly computeResources?: ResourceRequirements;
  readonly displayName?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly name?: string;
  readonly onError?: string;
  readonly params?: readonly Param[];
  readonly ref?: Ref;
  readonly results?: readonly StepResult[];
  readonly script?: string;
  readonly securityContext?: SecurityContext;
  readonly stderrConfig?: StepOutputConfig;
  readonly stdoutConfig?: StepOutputConfig;
  readonly timeout?: string;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly when?: readonly WhenExpression[];
  readonly workingDir?: string;
  readonly workspaces?: readonly WorkspaceUsage[];
}

export interface StepAction {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: StepActionSpec;
}

export interface StepActionSpec {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly description?: string;
  readonly env?: readonly EnvVar[];
  readonly image?: string;
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly StepResult[];
  readonly script?: string;
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

export interface StepOutputConfig {
  readonly path?: string;
}

export interface StepResult {
  readonly description?: string;
  readonly name?: string;
  readonly properties?: { readonly [key: string]: PropertySpec };
  readonly type?: string;
}

export interface StepState {
  readonly container?: string;
  readonly imageID?: string;
  readonly inputs?: readonly Artifact[];
  readonly name?: string;
  readonly outputs?: readonly Artifact[];
  readonly provenance?: Provenance;
  readonly results?: readonly TaskRunResult[];
  readonly running?: ContainerStateRunning;
  readonly terminated?: ContainerStateTerminated;
  readonly terminationReason?: string;
  readonly waiting?: ContainerStateWaiting;
}

export interface StepTemplate {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly computeResources?: ResourceRequirements;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly securityContext?: SecurityContext;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

export interface StorageOSVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly volumeName?: string;
  readonly volumeNamespace?: string;
}

export interface Sysctl {
  readonly name?: string;
  readonly value?: string;
}

export interface TCPSocketAction {
  readonly host?: string;
  readonly port?: string | number;
}

export interface Task {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: TaskSpec;
}

export interface TaskBreakpoints {
  readonly beforeSteps?: readonly string[];
  readonly onFailure?: string;
}

export interface TaskRef {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly params?: readonly Param[];
  readonly resolver?: string;
}

export interface TaskResource {
  readonly description?: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly targetPath?: string;
  readonly type?: string;
}

export interface TaskResourceBinding {
  readonly name?: string;
  readonly paths?: readonly string[];
  readonly resourceRef?: PipelineResourceRef;
  readonly resourceSpec?: PipelineResourceSpec;
}

export interface TaskResources {
  readonly inputs?: readonly TaskResource[];
  readonly outputs?: readonly TaskResource[];
}

export interface TaskResult {
  readonly description?: string;
  readonly name?: string;
  readonly properties?: { readonly [key: string]: PropertySpec };
  readonly type?: string;
  readonly value?: ParamValue;
}

export interface TaskRun {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: TaskRunSpec;
  readonly status?: TaskRunStatus;
}

export interface TaskRunDebug {
  readonly breakpoints?: TaskBreakpoints;
}

export interface TaskRunResources {
  readonly inputs?: readonly TaskResourceBinding[];
  readonly outputs?: readonly TaskResourceBinding[];
}

export interface TaskRunResult {
  readonly name?: string;
  readonly type?: string;
  readonly value?: ParamValue;
}

export interface TaskRunSidecarOverride {
  readonly name?: string;
  readonly resources?: ResourceRequirements;
}

export interface TaskRunSidecarSpec {
  readonly computeResources?: ResourceRequirements;
  readonly name?: string;
}

export interface TaskRunSpec {
  readonly computeResources?: ResourceRequirements;
  readonly debug?: TaskRunDebug;
  readonly managedBy?: string;
  readonly params?: readonly Param[];
  readonly podTemplate?: Template;
  readonly retries?: number;
  readonly serviceAccountName?: string;
  readonly sidecarSpecs?: readonly TaskRunSidecarSpec[];
  readonly status?: string;
  readonly statusMessage?: string;
  readonly stepSpecs?: readonly TaskRunStepSpec[];
  readonly taskRef?: TaskRef;
  readonly taskSpec?: TaskSpec;
  readonly timeout?: string;
  readonly workspaces?: readonly WorkspaceBinding[];
}

export interface TaskRunStatus {
  readonly annotations?: { readonly [key: string]: string };
  readonly artifacts?: Artifacts;
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  readonly podName?: string;
  readonly provenance?: Provenance;
  readonly results?: readonly TaskRunResult[];
  readonly retriesStatus?: readonly TaskRunStatus[];
  readonly sidecars?: readonly SidecarState[];
  readonly spanContext?: { readonly [key: string]: string };
  readonly startTime?: string;
  readonly steps?: readonly StepState[];
  readonly taskSpec?: TaskSpec;
}

export interface TaskRunStepOverride {
  readonly name?: string;
  readonly resources?: ResourceRequirements;
}

export interface TaskRunStepSpec {
  readonly computeResources?: ResourceRequirements;
  readonly name?: string;
}

export interface TaskSpec {
  readonly description?: string;
  readonly displayName?: string;
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly TaskResult[];
  readonly sidecars?: readonly Sidecar[];
  readonly stepTemplate?: StepTemplate;
  readonly steps?: readonly Step[];
  readonly volumes?: readonly Volume[];
  readonly workspaces?: readonly WorkspaceDeclaration[];
}

export interface Template {
  readonly affinity?: Affinity;
  readonly automountServiceAccountToken?: boolean;
  readonly dnsConfig?: PodDNSConfig;
  readonly dnsPolicy?: string;
  readonly enableServiceLinks?: boolean;
  readonly env?: readonly EnvVar[];
  readonly hostAliases?: readonly HostAlias[];
  readonly hostNetwork?: boolean;
  readonly hostUsers?: boolean;
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly schedulerName?: string;
  readonly securityContext?: PodSecurityContext;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  readonly volumes?: readonly Volume[];
}

export interface TimeoutFields {
  readonly finally?: string;
  readonly pipeline?: string;
  readonly tasks?: string;
}

export interface Toleration {
  readonly effect?: string;
  readonly key?: string;
  readonly operator?: string;
  readonly tolerationSeconds?: number;
  readonly value?: string;
}

export interface TopologySpreadConstraint {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly maxSkew?: number;
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
  readonly topologyKey?: string;
  readonly whenUnsatisfiable?: string;
}

export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface TypedObjectReference {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface V1beta1EmbeddedTask {
  readonly apiVersion?: string;
  readonly description?: string;
  readonly displayName?: string;
  readonly kind?: string;
  readonly metadata?: PipelineTaskMetadata;
  readonly params?: readonly ParamSpec[];
  readonly resources?: TaskResources;
  readonly results?: readonly TaskResult[];
  readonly sidecars?: readonly V1beta1Sidecar[];
  readonly spec?: unknown;
  readonly stepTemplate?: V1beta1StepTemplate;
  readonly steps?: readonly V1beta1Step[];
  readonly volumes?: readonly Volume[];
  readonly workspaces?: readonly WorkspaceDeclaration[];
}

export interface V1beta1Pipeline {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: V1beta1PipelineSpec;
}

export interface V1beta1PipelineRef {
  readonly apiVersion?: string;
  readonly bundle?: string;
  readonly name?: string;
  readonly params?: readonly Param[];
  readonly resolver?: string;
}

export interface V1beta1PipelineRun {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: V1beta1PipelineRunSpec;
  readonly status?: V1beta1PipelineRunStatus;
}

export interface V1beta1PipelineRunSpec {
  readonly managedBy?: string;
  readonly params?: readonly Param[];
  readonly pipelineRef?: V1beta1PipelineRef;
  readonly pipelineSpec?: V1beta1PipelineSpec;
  readonly podTemplate?: Template;
  readonly resources?: readonly PipelineResourceBinding[];
  readonly serviceAccountName?: string;
  readonly status?: string;
  readonly taskRunSpecs?: readonly V1beta1PipelineTaskRunSpec[];
  readonly timeout?: string;
  readonly timeouts?: TimeoutFields;
  readonly workspaces?: readonly WorkspaceBinding[];
}

export interface V1beta1PipelineRunStatus {
  readonly annotations?: { readonly [key: string]: string };
  readonly childReferences?: readonly ChildStatusReference[];
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly finallyStartTime?: string;
  readonly observedGeneration?: number;
  readonly pipelineResults?: readonly PipelineRunResult[];
  readonly pipelineSpec?: V1beta1PipelineSpec;
  readonly provenance?: V1beta1Provenance;
  readonly runs?: { readonly [key: string]: PipelineRunRunStatus };
  readonly skippedTasks?: readonly SkippedTask[];
  readonly spanContext?: { readonly [key: string]: string };
  readonly startTime?: string;
  readonly taskRuns?: { readonly [key: string]: PipelineRunTaskRunStatus };
}

export interface V1beta1PipelineSpec {
  readonly description?: string;
  readonly displayName?: string;
  readonly finally?: readonly V1beta1PipelineTask[];
  readonly params?: readonly ParamSpec[];
  readonly resources?: readonly PipelineDeclaredResource[];
  readonly results?: readonly PipelineResult[];
  readonly tasks?: readonly V1beta1PipelineTask[];
  readonly workspaces?: readonly PipelineWorkspaceDeclaration[];
}

export interface V1beta1PipelineTask {
  readonly description?: string;
  readonly displayName?: string;
  readonly matrix?: Matrix;
  readonly name?: string;
  readonly onError?: string;
  readonly params?: readonly Param[];
  readonly pipelineRef?: V1beta1PipelineRef;
  readonly pipelineSpec?: V1beta1PipelineSpec;
  readonly resources?: PipelineTaskResources;
  readonly retries?: number;
  readonly runAfter?: readonly string[];
  readonly taskRef?: V1beta1TaskRef;
  readonly taskSpec?: V1beta1EmbeddedTask;
  readonly timeout?: string;
  readonly when?: readonly WhenExpression[];
  readonly workspaces?: readonly WorkspacePipelineTaskBinding[];
}

export interface V1beta1PipelineTaskRunSpec {
  readonly computeResources?: ResourceRequirements;
  readonly metadata?: PipelineTaskMetadata;
  readonly pipelineTaskName?: string;
  readonly sidecarOverrides?: readonly TaskRunSidecarOverride[];
  readonly stepOverrides?: readonly TaskRunStepOverride[];
  readonly taskPodTemplate?: Template;
  readonly taskServiceAccountName?: string;
  readonly timeout?: string;
}

export interface V1beta1Provenance {
  readonly configSource?: ConfigSource;
  readonly featureFlags?: FeatureFlags;
  readonly refSource?: RefSource;
}

export interface V1beta1Sidecar {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  readonly name?: string;
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly resources?: ResourceRequirements;
  readonly restartPolicy?: string;
  readonly script?: string;
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly tty?: boolean;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
  readonly workspaces?: readonly WorkspaceUsage[];
}

export interface V1beta1Step {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly displayName?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  readonly name?: string;
  readonly onError?: string;
  readonly params?: readonly Param[];
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly ref?: Ref;
  readonly resources?: ResourceRequirements;
  readonly results?: readonly StepResult[];
  readonly script?: string;
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stderrConfig?: StepOutputConfig;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly stdoutConfig?: StepOutputConfig;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly timeout?: string;
  readonly tty?: boolean;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly when?: readonly WhenExpression[];
  readonly workingDir?: string;
  readonly workspaces?: readonly WorkspaceUsage[];
}

export interface V1beta1StepState {
  readonly container?: string;
  readonly imageID?: string;
  readonly inputs?: readonly Artifact[];
  readonly name?: string;
  readonly outputs?: readonly Artifact[];
  readonly provenance?: V1beta1Provenance;
  readonly results?: readonly TaskRunResult[];
  readonly running?: ContainerStateRunning;
  readonly terminated?: ContainerStateTerminated;
  readonly waiting?: ContainerStateWaiting;
}

export interface V1beta1StepTemplate {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  readonly name?: string;
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly resources?: ResourceRequirements;
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly tty?: boolean;
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

export interface V1beta1Task {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: V1beta1TaskSpec;
}

export interface V1beta1TaskRef {
  readonly apiVersion?: string;
  readonly bundle?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly params?: readonly Param[];
  readonly resolver?: string;
}

export interface V1beta1TaskRun {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: V1beta1TaskRunSpec;
  readonly status?: V1beta1TaskRunStatus;
}

export interface V1beta1TaskRunSpec {
  readonly computeResources?: ResourceRequirements;
  readonly debug?: TaskRunDebug;
  readonly managedBy?: string;
  readonly params?: readonly Param[];
  readonly podTemplate?: Template;
  readonly resources?: TaskRunResources;
  readonly retries?: number;
  readonly serviceAccountName?: string;
  readonly sidecarOverrides?: readonly TaskRunSidecarOverride[];
  readonly status?: string;
  readonly statusMessage?: string;
  readonly stepOverrides?: readonly TaskRunStepOverride[];
  readonly taskRef?: V1beta1TaskRef;
  readonly taskSpec?: V1beta1TaskSpec;
  readonly timeout?: string;
  readonly workspaces?: readonly WorkspaceBinding[];
}

export interface V1beta1TaskRunStatus {
  readonly annotations?: { readonly [key: string]: string };
  readonly cloudEvents?: readonly CloudEventDelivery[];
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  readonly podName?: string;
  readonly provenance?: V1beta1Provenance;
  readonly resourcesResult?: readonly RunResult[];
  readonly retriesStatus?: readonly V1beta1TaskRunStatus[];
  readonly sidecars?: readonly SidecarState[];
  readonly spanContext?: { readonly [key: string]: string };
  readonly startTime?: string;
  readonly steps?: readonly V1beta1StepState[];
  readonly taskResults?: readonly TaskRunResult[];
  readonly taskSpec?: V1beta1TaskSpec;
}

export interface V1beta1TaskSpec {
  readonly description?: string;
  readonly displayName?: string;
  readonly params?: readonly ParamSpec[];
  readonly resources?: TaskResources;
  readonly results?: readonly TaskResult[];
  readonly sidecars?: readonly V1beta1Sidecar[];
  readonly stepTemplate?: V1beta1StepTemplate;
  readonly steps?: readonly V1beta1Step[];
  readonly volumes?: readonly Volume[];
  readonly workspaces?: readonly WorkspaceDeclaration[];
}

export interface Volume {
  readonly awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  readonly azureDisk?: AzureDiskVolumeSource;
  readonly azureFile?: AzureFileVolumeSource;
  readonly cephfs?: CephFSVolumeSource;
  readonly cinder?: CinderVolumeSource;
  readonly configMap?: ConfigMapVolumeSource;
  readonly csi?: CSIVolumeSource;
  readonly downwardAPI?: DownwardAPIVolumeSource;
  readonly emptyDir?: EmptyDirVolumeSource;
  readonly ephemeral?: EphemeralVolumeSource;
  readonly fc?: FCVolumeSource;
  readonly flexVolume?: FlexVolumeSource;
  readonly flocker?: FlockerVolumeSource;
  readonly gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  readonly gitRepo?: GitRepoVolumeSource;
  readonly glusterfs?: GlusterfsVolumeSource;
  readonly hostPath?: HostPathVolumeSource;
  readonly image?: ImageVolumeSource;
  readonly iscsi?: ISCSIVolumeSource;
  readonly name?: string;
  readonly nfs?: NFSVolumeSource;
  readonly persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  readonly photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  readonly portworxVolume?: PortworxVolumeSource;
  readonly projected?: ProjectedVolumeSource;
  readonly quobyte?: QuobyteVolumeSource;
  readonly rbd?: RBDVolumeSource;
  readonly scaleIO?: ScaleIOVolumeSource;
  readonly secret?: SecretVolumeSource;
  readonly storageos?: StorageOSVolumeSource;
  readonly vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

export interface VolumeDevice {
  readonly devicePath?: string;
  readonly name?: string;
}

export interface VolumeMount {
  readonly mountPath?: string;
  readonly mountPropagation?: string;
  readonly name?: string;
  readonly readOnly?: boolean;
  readonly recursiveReadOnly?: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

export interface VolumeProjection {
  readonly clusterTrustBundle?: ClusterTrustBundleProjection;
  readonly configMap?: ConfigMapProjection;
  readonly downwardAPI?: DownwardAPIProjection;
  readonly podCertificate?: PodCertificateProjection;
  readonly secret?: SecretProjection;
  readonly serviceAccountToken?: ServiceAccountTokenProjection;
}

export interface VolumeResourceRequirements {
  readonly limits?: { readonly [key: string]: string };
  readonly requests?: { readonly [key: string]: string };
}

export interface VsphereVirtualDiskVolumeSource {
  readonly fsType?: string;
  readonly storagePolicyID?: string;
  readonly storagePolicyName?: string;
  readonly volumePath?: string;
}

export interface WeightedPodAffinityTerm {
  readonly podAffinityTerm?: PodAffinityTerm;
  readonly weight?: number;
}

export interface WhenExpression {
  readonly cel?: string;
  readonly input?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface WindowsSecurityContextOptions {
  readonly gmsaCredentialSpec?: string;
  readonly gmsaCredentialSpecName?: string;
  readonly hostProcess?: boolean;
  readonly runAsUserName?: string;
}

export interface WorkspaceBinding {
  readonly configMap?: ConfigMapVolumeSource;
  readonly csi?: CSIVolumeSource;
  readonly emptyDir?: EmptyDirVolumeSource;
  readonly name?: string;
  readonly persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  readonly projected?: ProjectedVolumeSource;
  readonly secret?: SecretVolumeSource;
  readonly subPath?: string;
  readonly volumeClaimTemplate?: PersistentVolumeClaim;
}

export interface WorkspaceDeclaration {
  readonly description?: string;
  readonly mountPath?: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly readOnly?: boolean;
}

export interface WorkspacePipelineTaskBinding {
  readonly name?: string;
  readonly subPath?: string;
  readonly workspace?: string;
}

export interface WorkspaceUsage {
  readonly mountPath?: string;
  readonly name?: string;
}
