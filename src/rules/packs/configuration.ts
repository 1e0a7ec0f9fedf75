import { acknowledgement } from '../configuration/acknowledgement';
import { agent } from '../configuration/agent';
import { backendFields } from '../configuration/backend-fields';
import { configMapName } from '../configuration/config-map-name';
import { credentialsSecret } from '../configuration/credentials-secret';
import { injectedArguments } from '../configuration/injected-arguments';
import { injectedOrder } from '../configuration/injected-order';
import { injectedWiring } from '../configuration/injected-wiring';
import { levels } from '../configuration/levels';
import { location } from '../configuration/location';
import { mountedNames } from '../configuration/mounted-names';
import { pattern } from '../configuration/pattern';
import { patternCollision } from '../configuration/pattern-collision';
import { plainHttp } from '../configuration/plain-http';
import { readerCredentials } from '../configuration/reader-credentials';
import { resultBudget } from '../configuration/result-budget';
import { serviceAccount } from '../configuration/service-account';
import { storage } from '../configuration/storage';
import { threshold } from '../configuration/threshold';
import { unknownKey } from '../configuration/unknown-key';
import { value } from '../configuration/value';
import type { Pack } from '../rule';

/** Will artifacts be stored where they should be: configuration, credentials, agent, and the injected steps in YAML that somebody edited. */
export const configuration: Pack = {
  name: 'configuration',
  summary: 'is the storage of artifacts configured, and are the injected steps whole',
  rules: [
    storage, unknownKey, value, threshold, pattern, patternCollision, backendFields, levels, location, configMapName, plainHttp,
    mountedNames, readerCredentials, credentialsSecret, serviceAccount, agent, resultBudget, injectedOrder, injectedArguments, injectedWiring,
    acknowledgement,
  ],
};
