export { findChromium } from '../../runtimes/index.ts';
export { type Check, type CheckResult, installationChecks, runChecks } from './checks.ts';
export { runtimeChecks } from './runtimes.ts';
