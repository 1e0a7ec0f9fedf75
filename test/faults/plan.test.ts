import { NETWORK_BACKENDS } from './backends';
import { FAULT_NAMES } from './faults';
import { cellsOf, MATRIX, planRun } from './plan';
import { REQUESTS } from './requests';

const cellOf = ({ backend, request, fault }: ReturnType<typeof planRun>) => `${backend} ${request} ${fault}`;
const plans = (from: number) => Array.from({ length: MATRIX }, (_, at) => planRun(7, from + at));

test('every cell of the matrix is run before one is run again, in another order each time', () => {
  const [first, second] = [plans(0).map(cellOf), plans(MATRIX).map(cellOf)];
  expect(new Set(first).size).toBe(MATRIX);
  expect(MATRIX).toBeGreaterThan(NETWORK_BACKENDS.length * REQUESTS.length * FAULT_NAMES.length);
  expect([...second].sort()).toEqual([...first].sort());
  expect(second).not.toEqual(first);
});

test('a run follows from its seed and number', () => {
  expect(planRun(7, 123)).toEqual(planRun(7, 123));
  expect(plans(0)).not.toEqual(Array.from({ length: MATRIX }, (_, at) => planRun(8, at)));
});

test('words choose among their own kind, and fail where nobody is called so', () => {
  expect(cellsOf(['s3', 'oci', 'stall'])).toHaveLength(2 * REQUESTS.length);
  expect(() => cellsOf(['s4'])).toThrow("'s4' is none of oci, s3");
});
