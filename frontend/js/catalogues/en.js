// Everything the page says, in English. `es.js` says the same in Spanish.

import { admin } from "./en/admin.js";
import { calls } from "./en/calls.js";
import { desk } from "./en/desk.js";
import { dialling } from "./en/dialling.js";
import { frame } from "./en/frame.js";
import { imports } from "./en/imports.js";
import { portal } from "./en/portal.js";
import { ticket } from "./en/ticket.js";
import { tickets } from "./en/tickets.js";

export const en = {
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

/** The API speaks English itself. */
export const words = { said: en, told: {} };
