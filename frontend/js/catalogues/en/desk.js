// What the shell, the home screen and tickets say, in English. `../es/desk.js` says the same in Spanish.

export const desk = {};
