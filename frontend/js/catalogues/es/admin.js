// Lo que dicen conocimiento, cuadros y administración, en español. Las claves son las de `../en/admin.js`.

import { boards } from "./boards.js";
import { knowledge } from "./knowledge.js";
import { operation } from "./operation.js";
import { records } from "./records.js";

/** @type {Record<keyof typeof import("../en/admin.js").admin, import("../../language.js").Message>} */
export const admin = {
  ...records,
  ...operation,
  ...knowledge,
  ...boards,
};
