// What people, campaigns and calls say, in English. `../es/calls.js` says the same in Spanish.

export const calls = {};
