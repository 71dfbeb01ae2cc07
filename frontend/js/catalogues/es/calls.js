// Lo que dicen personas, campañas y llamadas, en español. La lista de claves es la de `../en/calls.js`.

import { campaigns } from "./campaigns.js";
import { hours } from "./hours.js";
import { imports } from "./imports.js";
import { persons } from "./persons.js";
import { rules } from "./rules.js";
import { telephone } from "./telephone.js";
import { voices } from "./voices.js";

/** @type {Record<keyof typeof import("../en/calls.js").calls, import("../../language.js").Message>} */
export const calls = {
  ...campaigns,
  ...hours,
  ...imports,
  ...persons,
  ...rules,
  ...telephone,
  ...voices,
};
