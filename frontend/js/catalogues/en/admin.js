// What knowledge, dashboards and administration say, in English. `../es/admin.js` says the same in Spanish.

export const admin = {};
