// What people, campaigns and calls say, in English. `../es/calls.js` says the same in Spanish.

import { campaigns } from "./campaigns.js";
import { hours } from "./hours.js";
import { imports } from "./imports.js";
import { persons } from "./persons.js";
import { rules } from "./rules.js";
import { telephone } from "./telephone.js";
import { voices } from "./voices.js";

export const calls = {
  ...campaigns,
  ...hours,
  ...imports,
  ...persons,
  ...rules,
  ...telephone,
  ...voices,
};
