import { quantityOf } from '../model/words';
import { isDnsSubdomain } from '../names';
import { between, type Demand, each, type Fields, fields, LABELS, oneOf, onlyOne, text } from './demand';
import { DATA_KEY, OBJECT_NAME, RESOURCE_REF } from './env';

/** What Kubernetes demands of volumes. @see k8s.io/kubernetes/pkg/apis/core/validation, validateVolumeSource */

const MODE = between(0, 0o777);
const isInner = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');
/** Within a volume. */
export const INNER_PATH = text(isInner, "a relative path without '..'");
/** Of a file that the kubelet writes there: names that begin with two dots are its own. */
const FILE_PATH = text((path) => isInner(path) && !path.startsWith('..'), "a relative path without '..'");
const ITEMS = each(fields({ key: DATA_KEY, path: FILE_PATH, mode: MODE }, ['key', 'path']));

const DOWNWARD = fields({
  defaultMode: MODE,
  items: each(fields({
    path: FILE_PATH,
    mode: MODE,
    fieldRef: fields({ fieldPath: text((path) => /^metadata\.(?:name|namespace|uid|labels|annotations)(?:\['[^']+'\])?$/.test(path), 'a field of metadata') }, ['fieldPath']),
    resourceFieldRef: RESOURCE_REF,
  }, ['path'], onlyOne(['fieldRef', 'resourceFieldRef']))),
});

const PROJECTED = fields({
  defaultMode: MODE,
  sources: each(fields({
    configMap: data('name'),
    secret: data('name'),
    downwardAPI: DOWNWARD,
    serviceAccountToken: fields({ path: FILE_PATH, expirationSeconds: between(600, 2 ** 32) }, ['path']),
  }, [], onlyOne(['configMap', 'secret', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']))),
});

/** A claim that is made for a run. */
export const CLAIM_TEMPLATE: Demand = fields({
  metadata: fields({ labels: LABELS }),
  spec: fields({
    accessModes: each(oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod')),
    resources: fields({ requests: fields({ storage: text((size) => (quantityOf(size) ?? 0) > 0, 'a positive size') }, ['storage']) }, ['requests']),
  }, ['accessModes', 'resources']),
}, ['spec']);

const SOURCES: { readonly [source: string]: Demand } = {
  configMap: data('name'),
  secret: data('secretName'),
  persistentVolumeClaim: fields({ claimName: OBJECT_NAME }, ['claimName']),
  emptyDir: fields({
    medium: text((medium) => medium === 'Memory' || medium.startsWith('HugePages'), 'Memory, or nothing'),
    sizeLimit: text((size) => (quantityOf(size) ?? 0) >= 0, 'no negative size'),
  }),
  hostPath: fields({
    path: text((path) => !path.split('/').includes('..'), "a path without '..'"),
    type: oneOf('DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'),
  }, ['path']),
  projected: PROJECTED,
  downwardAPI: DOWNWARD,
  csi: fields({ driver: text((driver) => isDnsSubdomain(driver.toLowerCase()), 'the name of a driver') }, ['driver']),
  nfs: fields({ path: text((path) => path.startsWith('/'), 'an absolute path') }, ['server', 'path']),
  ephemeral: fields({}, ['volumeClaimTemplate']),
};

/** Of a workspace, Tekton itself looks at whether there is one source. */
export const WORKSPACE: Demand = fields({ ...SOURCES, volumeClaimTemplate: CLAIM_TEMPLATE });

/** A volume without source is an empty directory to Tekton. */
export const VOLUME: Demand = (value, path) => {
  const sources = Object.keys(value as object).filter((field) => field !== 'name');
  return fields(SOURCES, [], onlyOne(sources, false))(value, path);
};

/**
 * A ConfigMap or a Secret, and which field names it.
 *
 * The API server does not look at the name. The kubelet waits for an object that there cannot be, unless it is optional.
 * @see pkg/volume/secret/secret.go of Kubernetes
 */
function data(nameField: string): Demand {
  const common = { defaultMode: MODE, items: ITEMS };
  const needed = fields({ ...common, [nameField]: OBJECT_NAME }, [nameField]);
  const optional = fields(common, [nameField]);
  return (value, path) => ((value as Fields).optional === true ? optional : needed)(value, path);
}
