// Todo lo que dice la página, en español. La lista de claves es la de `en.js`.

import { admin } from "./es/admin.js";
import { calls } from "./es/calls.js";
import { desk } from "./es/desk.js";
import { dialling } from "./es/dialling.js";
import { frame } from "./es/frame.js";
import { imports } from "./es/imports.js";
import { portal } from "./es/portal.js";
import { sentences } from "./es/sentences.js";
import { ticket } from "./es/ticket.js";
import { tickets } from "./es/tickets.js";

/** @type {Record<import("../language.js").Key, import("../language.js").Message>} */
export const es = {
  ...frame,
  ...tickets,
  ...dialling,
  ...imports,
  ...desk,
  ...ticket,
  ...calls,
  ...admin,
  ...portal,
};

export const words = { said: es, told: sentences };
