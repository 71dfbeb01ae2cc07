// What this page takes from the product's own: elements, lists that keep what did not change, numbers.
// Served from `/__sim__/page/js`, the way up ends at the root, and so at `/frontend` too.

export { fill, h, sleep, svg } from "../../../../../frontend/js/dom.js";
export { grouped } from "../../../../../frontend/js/model/phones.js";
export { phrases } from "../../../../../frontend/js/model/phrases.js";
export { focusOn, menu } from "../../../../../frontend/js/parts/menu.js";
