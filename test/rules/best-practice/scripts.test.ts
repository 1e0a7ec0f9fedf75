import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

const RULE = 'best-practice/fail-fast';
const task = (...lines: string[]) => exampleOf('Task', `steps:\n- name: build\n  image: busybox\n  script: |\n${lines.map((line) => `    ${line}`).join('\n')}`);

describe(RULE, () => {
  test.each([
    [['#!/bin/bash', 'make test', 'make report']],
    [['#!/usr/bin/env bash', 'cd src', 'make', 'cp a b']],
    [['#!/bin/sh', 'set -x', 'make test', 'make report']],
  ])('finds %j', (lines) => {
    expect(messagesOf(RULE, task(...lines))).toHaveLength(1);
  });

  test.each([
    [['make test', 'make report']],
    [['#!/bin/sh', 'set -eu', 'make test', 'make report']],
    [['#!/bin/bash', 'set -o errexit -o nounset', 'make test', 'make report']],
    [['#!/bin/sh -e', 'make test', 'make report']],
    [['#!/bin/sh', 'echo start', 'make test']],
    [['#!/usr/bin/env python3', 'a = 1', 'b()', 'c()']],
    [['#!/bin/sh', 'if [ -f a ]; then', '  make', 'fi']],
    [['#!/bin/sh', "cat > a <<'EOF'", 'one two', 'three four', 'EOF']],
  ])('leaves %j alone', (lines) => {
    expect(messagesOf(RULE, task(...lines))).toEqual([]);
  });
});
