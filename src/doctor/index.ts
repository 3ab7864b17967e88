export { type Check, type CheckResult, findChromium, installationChecks, runChecks } from './checks.ts';
