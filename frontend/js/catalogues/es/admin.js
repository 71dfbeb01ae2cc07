// Lo que dicen conocimiento, cuadros y administración, en español. Las claves son las de `../en/admin.js`.

/** @type {Record<keyof typeof import("../en/admin.js").admin, import("../../language.js").Message>} */
export const admin = {};
