// Lo que dicen el marco y el soporte, en español; las demás partes de la página tienen sus propias
// palabras. La lista de claves es la de `en.js`.

import { desk } from "./es/desk.js";
import { dialling } from "./es/dialling.js";
import { frame } from "./es/frame.js";
import { sentences } from "./es/sentences.js";
import { ticket } from "./es/ticket.js";
import { tickets } from "./es/tickets.js";

/** @type {Record<keyof typeof import("./en.js").en, import("../language.js").Message>} */
export const es = {
  ...frame,
  ...tickets,
  ...dialling,
  ...desk,
  ...ticket,
};

export const words = { said: es, told: sentences };
