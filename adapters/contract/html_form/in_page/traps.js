// What nobody is to fill: controls that no person sees, or that words tell to leave alone.

const LEAVE_EMPTY = new RegExp([
  '\\b(leave|leaving|left|keep|kept)\\b.{0,40}\\b(blank|empty|unchanged|untouched|alone|as is)\\b',
  "\\b(do not|don't|don’t|never) (fill|complete|enter|type|write|touch|change|edit|modify|use)\\b( anything| in| out| something)*( here\\b| (in )?(this|that|the) (\\w+ )?(field|box|input|value|area)\\b| this( one| out| in)?\\b| if you|\\W*$)",
  "(if|when) you('|’)?( a)?re (a )?human", '\\bfor (ro)?bots( only)?\\b', '\\bhoney ?pot\\b',
  '\\b(leer|frei|unverändert|unausgefüllt) (zu )?(lassen|lasse|lass|bleiben)\\b', '\\blass\\w*\\b.{0,40}\\b(leer|frei|unverändert)\\b', '\\bnichts? (hier )?(ein(zu)?(tragen|geben)|aus(zu)?füllen)', '\\bfüllen sie .{0,40}\\bnicht aus\\b',
  '\\blaiss\\w*\\b.{0,40}\\b(vide|vierge|en blanc)\\b', '\\bne (rien|pas) (remplir|saisir|inscrire|compléter|renseigner|modifier)\\b', '\\bne (rempliss|saisiss|complét|renseign|modifi|inscriv)\\w* (pas|rien)\\b',
  '\\bdej\\w+\\b.{0,40}(\\ben blanco\\b|\\bvac[ií]o|\\bsin rellenar\\b)', '\\bno (rellen|llen|complet|escrib|modifi|cambi)\\w+ (este|esta|el campo|nada)\\b',
  '\\blasci\\w*\\b.{0,40}\\b(vuoto|in bianco)\\b', '\\bnon (compil|riemp|scriv|modific|inser)\\w+ (questo|il campo|nulla|niente)\\b',
  '\\blaat\\b.{0,40}\\b(leeg|blanco)\\b', '\\b(leeg|blanco) laten\\b', '\\bniet invullen\\b', '\\bvul\\b.{0,30}\\bniet in\\b',
  '\\bdeix\\w+\\b.{0,40}\\b(em branco|vazio)\\b', '\\bn[ãa]o (preench|escrev|alter)\\w+( (este|o campo|nada|isto)\\b|\\W*$)',
].join('|'), 'i');
// "Leave blank if you have none" tells a person when to; "if you are human" tells a machine apart.
const CONDITION = /\b(if|when|unless|where|wenn|falls|sofern|si|lorsque|cuando|se|quando|caso|als|indien|wanneer|not applicable|n\/a)\b/i;
const MACHINE = /\b(human(?! res)|robots?|bots?|spam\w*|mensch\w*|humain\w*|humano\w*|umano|mens)\b|\b(see|read|siehst|sehen|lesen|voyez|lisez|ves|ve|vedi|ziet?) (this|it|that|dies\w*|das|ceci|esto|questo|dit)\b/i;
const TRAP_NAME = /honey_?-?pot|(^|[_[-])hp([\]_-]|$)|bot[_-]?(field|trap|catch)|beecatcher|gotcha|ohnohoney|hpcsaf|contact_me_by_fax|leave_?-?(this_?-?)?(blank|empty)|do_?-?not_?-?fill/i;
const TRAP_CLASS = /honey_?-?pot|bot[_-]?(field|trap|catch)|beecatcher|gotcha|ohnohoney|hpcsaf|(^|\s)([\w-]+[_-])?hp(\s|$)/i;
const CAPTCHA = /captcha|cf-turnstile|enter the (characters|letters|code) (you see|shown|from the)|zeichen aus dem bild|sicherheitscode aus dem bild/i;

function toldEmpty(text) {
  const said = LEAVE_EMPTY.exec(text);
  if (!said) return false;
  const sentence = text.slice(0, said.index).split(/[.!?]\s/).at(-1) + text.slice(said.index).split(/[.!?]\s/)[0];
  return MACHINE.test(text) || !CONDITION.test(sentence);
}

// The words around a control in a frame of its own.
function frameText(el) {
  let frame = null;
  for (let node = parentOf(el), depth = 0; node && depth < 3 && node.tagName !== 'FORM' && node !== document.body && (state.weight.get(node) || 0) <= 1; node = parentOf(node), depth += 1) frame = node;
  if (!frame || frame.textContent.length > 400) return '';
  const texts = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT); let text = '';
  while (texts.nextNode()) text += ` ${texts.currentNode.data}`;
  return squeeze(text);
}

// A control's own frames, innermost first.
const frames = (el) => [parentOf(el), parentOf(parentOf(el) || el)].filter((node) => node && (state.weight.get(node) || 0) <= 1);

function trap(field, label, hint) {
  const { el, kind } = field;
  if (kind === 'file' || kind === 'combobox' || kind === 'radio' || field.face || field.parts) return toldEmpty(`${label} ${hint}`);
  if (toldEmpty(`${label}. ${hint}. ${el.placeholder || ''}. ${el.title}`) || (TEXTUAL.has(kind) && toldEmpty(frameText(el)))) return true;
  if (kind === 'checkbox' || kind === 'checkboxes') return !standIn(field).length && (veiled(el) || el.checkVisibility({ visibilityProperty: true }));
  if (TRAP_NAME.test(el.name || '') || TRAP_NAME.test(el.id) || [el, ...frames(el)].some((node) => TRAP_CLASS.test(node.className))) return true;
  return el.checkVisibility({ visibilityProperty: true }) && unseen(el) && !(kind === 'range' && standIn(field).length);
}
