// Lo que dicen el marco, el inicio y los tickets, en español. Las claves son las de `../en/desk.js`.

/** @type {Record<keyof typeof import("../en/desk.js").desk, import("../../language.js").Message>} */
export const desk = {};
