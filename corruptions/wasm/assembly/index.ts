export * from './blur';
export * from './boxes';
export * from './jpeg';
export { lookUp, lookUpDoubles, sumChannel, toLevels } from './levels';
export { addNoise, fillNormal, fillUniform, impulse, shot, shuffle } from './random';
export * from './strips';
export * from './weather';
export * from './zoom';
