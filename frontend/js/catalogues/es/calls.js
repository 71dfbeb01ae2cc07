// Lo que dicen personas, campañas y llamadas, en español. Las claves son las de `../en/calls.js`.

/** @type {Record<keyof typeof import("../en/calls.js").calls, import("../../language.js").Message>} */
export const calls = {};
