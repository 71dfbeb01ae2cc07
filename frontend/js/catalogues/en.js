// What the frame and the desk say, in English; other parts of the page have words of their own
// beside it. `es.js` says the same in Spanish.

import { desk } from "./en/desk.js";
import { dialling } from "./en/dialling.js";
import { frame } from "./en/frame.js";
import { ticket } from "./en/ticket.js";
import { tickets } from "./en/tickets.js";

export const en = {
  ...frame,
  ...tickets,
  ...dialling,
  ...desk,
  ...ticket,
};

/** The API speaks English itself. */
export const words = { said: en, told: {} };
