// What knowledge, dashboards and administration say, in English. `../es/admin.js` says the same in Spanish.

import { boards } from "./boards.js";
import { knowledge } from "./knowledge.js";
import { operation } from "./operation.js";
import { records } from "./records.js";

export const admin = {
  ...records,
  ...operation,
  ...knowledge,
  ...boards,
};
