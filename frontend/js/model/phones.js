// Groups a telephone number's digits the way people read them.

const ONE = new Set(["1", "7"]);
const TWO = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

/**
 * "+12125550100" as "+1 212 555 0100". What is no number in E.164 stays as it is.
 * @param {string} phone
 */
export function grouped(phone) {
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) return phone;
  const digits = phone.slice(1);
  const code = countryCode(digits);
  return [`+${code}`, ...groups(digits.slice(code.length))].join(" ");
}

/** Country calling codes as the ITU assigned them (E.164, Annex D). @param {string} digits */
function countryCode(digits) {
  const one = digits.slice(0, 1);
  const two = digits.slice(0, 2);
  if (ONE.has(one)) return one;
  return TWO.has(two) ? two : digits.slice(0, 3);
}

/** Threes, and what is left over with the last of them: 3 3 4, 3 3 3, 2 4 4. @param {string} digits */
function groups(digits) {
  if (digits.length === 8) return [digits.slice(0, 4), digits.slice(4)];
  if (digits.length === 10) return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return digits.match(/\d{3,4}$|\d{3}(?=\d{3})|\d+/g) ?? [];
}
