// Words: what a label says, freed of the marks and the noise that boards put into it. (Workable's SVG text, Personio's
// and Teamtailor's words for screen readers: ats-facts 1.1, autumn 2026.)

const squeeze = (text) => (text || '').replace(/[\s\u200b\ufeff]+/g, ' ').trim();

const MUST = 'required|required field|mandatory|erforderlich|pflichtfeld|pflichtangabe|pflicht|requis|obligatoire|obligatorio|obligatoria|obrigatório|obbligatorio|verplicht|vereist';
const MAY = 'optional|freiwillig|facultatif|facultative|optionnel|opcional|facoltativo|optioneel|niet verplicht';
const STAR = '[*✱∗﹡＊⁎]';
const REQUIRED_MARK = new RegExp(`(${STAR}|[([]\\s*(${MUST})\\s*[)\\]]|\\s*[-–—,]\\s*(${MUST}))[\\s.:：?]*$`, 'i');
const REQUIRED_LEAD = new RegExp(`^(${STAR}|(required|pflichtfeld)[.:]|[([]\\s*(${MUST})\\s*[)\\]])\\s*`, 'i');
const OPTIONAL_MARK = new RegExp(`[([]\\s*(${MAY})\\s*[)\\]]|[-–—,]\\s*(${MAY})\\s*$`, 'i');
const NOISE = new RegExp(`\\s*(${STAR}|[([]\\s*(${MUST}|${MAY})\\s*[)\\]]|[-–—,]\\s*(${MAY})\\s*$|SVGs not supported by this browser\\.?|\\b0\\s*/\\s*\\d{2,}\\s*$)\\s*`, 'gi');
const ONLY_MUST = new RegExp(`^[\\s([]*(${MUST})[\\s)\\].:]*$`, 'i');
const ONLY_MAY = new RegExp(`^[\\s([]*(${MAY})[\\s)\\].:]*$`, 'i');
const COUNTER = /^[\s(]*\d+\s*(\/|of|von|sur|de|di|van)\s*\d+\s*(characters?|chars?|zeichen|caract\S+|tekens)?[\s)]*$|^[\s(]*\d+ (characters?|zeichen|caract\S+) (remaining|left|übrig|restants?)[\s).]*$/i;

const clean = (text) => squeeze(squeeze(squeeze(text).replace(REQUIRED_LEAD, '').replace(REQUIRED_MARK, '')).replace(NOISE, ' ')).replace(/ ([:?])$/, '$1');
const marked = (text) => REQUIRED_MARK.test(squeeze(text)) || REQUIRED_LEAD.test(squeeze(text));
const optional = (text) => OPTIONAL_MARK.test(squeeze(text));

// Words of a label that is nothing but a button's text: they name the button, not the field.
const BUTTON_WORDS = new RegExp(`^(${[
  'attach( (a |your )?files?)?', '(file )?upload( (a |your )?files?)?', 'file', 'browse( files?)?', '(choose|select|add)( a| your)? ?files?', 'drop .*', 'drag .*', 'click to (upload|browse|select).*', 'or drag .*',
  'datei(en)? (hinzufügen|auswählen|hochladen)', 'durchsuchen', 'hochladen', 'auswählen', 'anhängen', '(choisir|sélectionner|ajouter|joindre)( un)?( fichier)?', 'parcourir', 'télécharger',
  '(seleccionar|elegir|subir|adjuntar)( un)?( archivo)?', 'examinar', '(scegli|carica|seleziona)( un)?( file)?', 'sfoglia', 'bestand (kiezen|uploaden)', 'bladeren',
].join('|')})$`, 'i');

// Between two ways to do the same.
const FILLER = /^(or|oder|ou|o|of|and|und|et|y|\W+)$/i;

// What stands in a control that holds nothing yet. "Search engine" and "Type of contract" say something.
const PROMPT = /^[-–—]+\s?\S.*[-–—]$|^[-–—.…<[(\s]*(|(please |bitte )?(select|choose|pick|start typing|wähl\S*|auswählen|auswahl|suche\S*)\b.*|(make a|no) selection|search( (for|by|here|to|and|or|your|an?|the|all)\b.*)?|search\b.*(\.\.\.|…)|type( (here|to|in|your|an?|at)\b.*)?|type\b.*(\.\.\.|…)|.*\b(auswählen|wählen)( ?…|\.\.\.)?|(veuillez )?(sélectionne|choisi|recherche)\S*\b.*|(selecci[oó]n|elig|elij|busca)\S*\b.*|(selezion|scegli|cerca)\S*\b.*|(selecione|escolha|pesquis)\S*\b.*|(kies|selecteer|zoek)\S*\b.*|\d+ items? selected|none selected|keine auswahl)[-–—.…>\])\s]*$/i;

// A placeholder that says what to write in general, or shows an example: no name of a field.
const EXAMPLE = /^(type (your )?(here|answer|response|text)|write|enter text|your (answer|response|text)|start typing|search|select|choose|pick|e\.?g\b|ex\b|example|z\.?\s?b|p\. ?ex|ej\b|bitte|please|https?:|www\.|\+?[\d\s().-]+$|(dd|mm|tt|yyyy|jjjj|jj|aaaa|hh|m|d)\b.*[/.-]|type here)|@|\.\.\.$|…$|\.(com|de|fr|org)\b|^\W*$/i;
const namesField = (placeholder) => { const text = squeeze(placeholder); return text.length > 1 && text.length < 60 && !EXAMPLE.test(text.replace(/^(enter|type|provide) (your|the|a) /i, '')); };

// The same where it says nothing else: no words of a question.
const BARE_PROMPT = /^[-–—.…<[(\s]*(please |bitte )?(select|choose|pick|search|aus(zu)?wählen|wählen|auswahl|sélectionner|choisir|seleccion(ar|e|a)|eleg?ir|selezion(a|are)|scegli(ere)?|selecion(e|ar)|escolh(a|er)|kies|selecteer)?( an?| one| option| item| value| eine?)*[-–—.…>\])\s]*$/i;

// What libraries say of their own editors.
const EDITOR = /^(rich[- ]text (area|editor)|editor editing area|editing area|rich text|wysiwyg)\b.*$/i;

// Nobody puts that label on a control of its own.
const BARE = /^(country code|code|number|area code|day|month|year|from|to|start|end|first|last|middle|type|tag|monat|jahr|vorwahl|von|bis|yes|no|ja|nein|other|please specify|i agree|agree|accept)\W*$/i;

const YES_NO = /^(yes|no|ja|nein|oui|non|sí|si|sì|sim|não|nao|nee|not sure|unsure|maybe|n\/a|prefer not to (say|answer)|(i )?(don't|do not) (wish|want) to (answer|say)|decline( to (answer|say|self[- ]identify))?|keine angabe|ne pas répondre)$/i;
const AFFIRMS = /^(yes|ja|oui|sí|si|sì|sim)$/i;
