export * from './blur';
export * from './jpeg';
export { lookUp, lookUpDoubles, toLevels } from './levels';
export { addNoise, fillNormal, fillUniform, impulse, shot, shuffle } from './random';
export * from './strips';
export * from './weather';
export * from './zoom';
