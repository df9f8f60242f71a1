/**
 * Owns what a Latin or Cyrillic text looks like: the skeleton of UTS #39 §4, so that texts in the two scripts can be
 * compared.
 *
 * The rows are those of `confusables.txt` (Unicode 13; unchanged for these letters from version 10 to 15.1) through
 * which a text in one script can come to look like a text in the other. Rows that only join letters of one script,
 * like m → rn, are left out: look-alikes within a script are allowed (rule 1.2).
 */
import { foldCase } from '../core/case-fold.js';

/** A letter or digit and what it looks like, one row after the other. */
const cyrillic =
  'ЄꞒ ЅS Іl ЈJ АA Бb\u0304 ВB ЕE З3 КK ЛɅ МM НH ОO РP СC ТT УY ХX Ыbl Ьb ЮlO аa б6 вʙ гr еe зɜ иᴎ кĸ мʍ ' +
  'нʜ оo рp сc тᴛ уy фɸ хx ыƅi ьƅ яᴙ єꞓ ѕs іi јj ћh\u0335 ѡw Ѣb\u0335 ѣb\u0335 ѲO\u0335 ѳo\u0335 ѴV ѵv ' +
  "ѽw\u0486\u0487 Ҍb\u0335 ҍb\u0335 ґr' ғr\u0335 Ҙ3\u0326 ҙɜ\u0326 ҚK\u0329 қĸ\u0329 ҞK\u0335 ҟĸ\u0335 " +
  'ҢH\u0329 ңʜ\u0329 ҪC\u0326 ҫc\u0326 ҬT\u0329 ҭᴛ\u0329 ҮY үy ҰY\u0335 ұy\u0335 ҲX\u0329 һh ҽe ' +
  'ҿe\u0328 Ӏl ӅɅ\u0326 ӇH\u0326 ӈʜ\u0326 ӉH\u0326 ӊʜ\u0326 ӍM\u0326 ӎʍ\u0326 ӏi ӔAE ӕae ӘƏ әǝ Ӡ3 ӡȝ ' +
  'ӨO\u0335 өo\u0335 ԁd ԊǶ ԌG ԍɢ ԐƐ ԑꞓ ԛq ԜW ԝw Ꙅ2 ꙅƨ ꙇi ꙍω Ꙩʘ ꚕh\u0314 ꚘOO ꚙoo';

const latin =
  'Il mrn ÆAE ÐD\u0335 æae ĐD\u0335 đd\u0335 ĦH\u0335 ħh\u0335 ıi ŒOE œoe ŦT\u0335 ŧt\u0335 ƀb\u0335 ' +
  "Ɓ'B Ƃb\u0304 ƃb\u0304 Ƅb ƇC' ƉD\u0335 Ɗ'D ƌd\u0304 ƍg ƓG' Ɩl Ɨl\u0335 ƘK' ƙk\u0314 ƚl\u0335 " +
  "ƝN\u0326 ƞn\u0329 ƟO\u0335 Ƥ'P ƥp\u0314 ƦR Ƨ2 Ƭ'T ƭt\u0314 ƮT\u0328 Ƴ'Y ƴy\u0314 Ʒ3 Ƽ5 ƽs " +
  'ǤG\u0335 ǥg\u0335 Ȝ3 ɈJ\u0335 ɉj\u0335 ɍr\u0335 ɎY\u0335 ɏy\u0335 ɑa ɓb\u0314 ɖd\u0328 ɗd\u0314 əǝ ' +
  'ɛꞓ ɠg\u0314 ɡg ɣy ɦh\u0314 ɨi\u0335 ɩi ɪi ɭl\u0328 ɮlȝ ɯw ɱrn\u0326 ɳn\u0328 ɵo\u0335 ɼr\u0329 ' +
  'ɽr\u0328 ʂs\u0328 ʏy ʒȝ ʠq\u0314 ʤdȝ ʦts ʪls ᴄc ᴈɜ ᴋĸ ᴍʍ ᴏo ᴑo ᴔǝo ᴠv ᴡw ᴤƨ ᵻi\u0335 ᵼi\u0335 ' +
  'ᵽp\u0335 ᶃg ᶌy ỿy ⱧH\u0329 ⱩK\u0329 ꜨT3 ꜩtȝ ꜱs ꜲAA ꜳaa ꜴAO ꜵao ꜸAV ꜹav ꜺAV ꜻav ꜼAY ꜽay ꝀK\u0335 ' +
  "ꝊO\u0335 ꝋo\u0335 ꝎOO ꝏoo Ꝛ2 ꝡw\u0326 Ꝫ3 ꝫȝ ꞌ' Ɜ3 ꞲJ ꞳX ꞴB ꞶꙌ ꞷω ꬲe ꬽo ꭂǝo\u0335 ꭇr ꭈr ꭚy ꭠљ";

const digits = '0O 1l';

/** Cedilla and comma below, caron and breve, inverted breve and circumflex. */
const marks = '\u0327\u0326 \u030c\u0306 \u0311\u0302';

type Looks = ReadonlyMap<string, string>;
const looksOf = (...scripts: readonly string[]): Looks =>
  new Map(
    scripts.flatMap((rows) => rows.split(' ')).map(([letter = '', ...look]) => [letter, look.join('')]),
  );
const written = looksOf(cyrillic, latin, digits, marks);
const folded = looksOf(latin);

/** Most logins are, and few of their letters look like others: what comes of the tables for them, in lower case. */
const isAscii = /^[\x20-\x7e]*$/;
const lookedThrough = /[im01]/g;
const asciiLooks: Readonly<Record<string, string>> = { i: 'l', m: 'rn', '0': 'o', '1': 'l' };

/**
 * What the text looks like. Since logins are compared without regard to case, the look is folded: Cyrillic `ВОВА` looks
 * like `BOBA`, which is the login `boba`. For the same reason `i` joins `I`, which joins `l`.
 */
export function lookOf(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase().replace(lookedThrough, (letter) => asciiLooks[letter]!);
  const look = replaceLetters(text.normalize('NFKC'), written);
  return replaceLetters(foldCase(look), folded).replaceAll('i', 'l');
}

function replaceLetters(text: string, looks: Looks): string {
  const letters = Array.from(text.normalize('NFD'), (letter) => looks.get(letter) ?? letter);
  return letters.join('').normalize('NFD');
}
