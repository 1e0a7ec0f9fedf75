import { child } from '../model/path';
import { quantityOf } from '../model/words';
import { isQualifiedName } from '../names';
import type { ResourceRequirements } from '../schema/tekton-types';
import type { PodProblem } from './demand';

type Amounts = { readonly [name: string]: string };

const STANDARD = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/**
 * What Kubernetes demands of the resources of a container.
 *
 * @see k8s.io/kubernetes/pkg/apis/core/validation, validateContainerResourceName and ValidateContainerResourceRequirements
 */
export function resourceProblems({ requests = {}, limits = {}, claims = [] }: ResourceRequirements, path: string): PodProblem[] {
  return [
    ...amountProblems(limits, child(path, 'limits'), 'limit'),
    ...amountProblems(requests, child(path, 'requests'), 'request'),
    ...Object.keys(requests).flatMap((name) => pairProblem(name, requests, limits, path)),
    ...hugePageProblem({ ...requests, ...limits }, path),
    ...claims.map(({ name = '' }, index) => ({ path: child(child(path, 'claims'), index), message: `the claim '${name}', and Pods of Tekton have no resourceClaims` })),
  ];
}

function amountProblems(amounts: Amounts, path: string, word: string): PodProblem[] {
  return Object.entries(amounts).flatMap(([name, amount]) => {
    const problem = amountProblem(name, amount);
    return problem === undefined ? [] : [{ path: child(path, name), message: `the ${word} ${name}: ${amount}, expected ${problem}` }];
  });
}

function amountProblem(name: string, amount: string): string | undefined {
  if (!STANDARD.test(name) && !(name.includes('/') && isQualifiedName(name))) return 'cpu, memory, ephemeral-storage, or the name of another resource with its domain';
  const value = quantityOf(amount) ?? 0;
  if (value < 0) return 'no negative amount';
  return isExtended(name) && !Number.isInteger(value) ? 'a whole number' : undefined;
}

function pairProblem(name: string, requests: Amounts, limits: Amounts, path: string): PodProblem[] {
  const { [name]: limit } = limits;
  const request = quantityOf(requests[name]) ?? 0;
  const at = child(child(path, 'requests'), name);
  if (limit === undefined) return isFixed(name) ? [{ path: at, message: `the request ${name}: ${requests[name]} without a limit, which must be the same` }] : [];
  const most = quantityOf(limit) ?? 0;
  if (isFixed(name) && request !== most) return [{ path: at, message: `the request ${name}: ${requests[name]}, and another limit: ${limit}` }];
  return request > most ? [{ path: at, message: `the request ${name}: ${requests[name]}, more than the limit ${limit}` }] : [];
}

function hugePageProblem(amounts: Amounts, path: string): PodProblem[] {
  const names = Object.keys(amounts);
  const found = names.find((name) => name.startsWith('hugepages-'));
  return found === undefined || names.some((name) => name === 'cpu' || name === 'memory') ? [] : [{ path, message: `the resource ${found} without cpu or memory` }];
}

/** Neither of Kubernetes nor measured in parts. */
function isExtended(name: string): boolean {
  return name.includes('/') && !/(?:^|\.)kubernetes\.io\//.test(name);
}

/** There is no more than one has asked for. */
function isFixed(name: string): boolean {
  return isExtended(name) || name.startsWith('hugepages-');
}
