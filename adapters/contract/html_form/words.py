"""What boards write on buttons and say about a posting, in the languages we know. Compared in full, any case."""

SUBMIT = (
    "submit", "submit application", "submit your application", "submit my application", "apply", "apply now",
    "apply for this job", "send", "send application", "send my application", "complete application", "finish",
    "finish application", "bewerbung absenden", "bewerbung abschicken", "bewerbung senden", "jetzt bewerben",
    "absenden", "senden", "envoyer", "envoyer ma candidature", "postuler", "soumettre", "enviar", "enviar candidatura",
    "enviar solicitud", "invia", "invia candidatura", "verzenden", "versturen", "sollicitatie versturen",
)  # fmt: skip

NEXT = (
    "next", "next step", "continue", "save and continue", "save & continue", "proceed", "weiter",
    "speichern und weiter", "suivant", "continuer", "siguiente", "continuar", "avanti", "volgende", "próximo",
    "seguinte",
)  # fmt: skip

#: What leads back, or keeps the form for later: never the way on.
BACK = (
    "back", "previous", "go back", "previous step", "cancel", "reset", "clear", "save", "save draft", "save for later",
    "zurück", "abbrechen", "zurücksetzen", "speichern", "entwurf speichern", "retour", "précédent", "annuler",
)  # fmt: skip

#: Ways to say no in a cookie dialog; tried before any way to say yes.
DECLINE_COOKIES = (
    "decline", "decline all", "reject", "reject all", "deny", "deny all", "refuse", "only necessary",
    "necessary only", "only necessary cookies", "use necessary cookies only", "decline all non-necessary cookies",
    "only essential", "essential only", "ablehnen", "alle ablehnen", "nur notwendige", "nur notwendige cookies",
    "tout refuser", "refuser",
)  # fmt: skip

#: The posting is over. Regular expressions on visible text.
CLOSED = (
    r"no longer (open|available|accepting applications|active)",
    r"(position|job|role|posting|vacancy) (has been|is|was) (filled|closed|removed)",
    r"applications? (for this (job|position|role) )?(are|is) (now )?closed",
    r"this (job|posting|position) (has )?expired",
    r"(stelle|position) ist (bereits )?(besetzt|nicht mehr verfügbar)",
    r"stellenanzeige ist nicht mehr (verfügbar|aktiv|online)",
    r"offre (n'est plus|est) (disponible|expirée|pourvue)",
)

#: The board says that the application arrived. Regular expressions on visible text.
SUCCESS = (
    r"thank(s| you)[^.!]{0,40} for (applying|your application|submitting)",
    r"application (has been |was |is )?(successfully )?(submitted|received|sent)",
    r"(have|'ve) received your application",
    r"successfully (applied|submitted)",
    r"(danke|vielen dank) für (deine|ihre) bewerbung",
    r"bewerbung (wurde |ist )?(erfolgreich )?(gesendet|übermittelt|versendet|eingegangen|abgeschickt)",
    r"merci (pour|d'avoir)[^.!]{0,30}(candidature|postulé)",
    r"candidature (a été|a bien été|est) (envoyée|reçue|transmise|enregistrée)",
    r"gracias por (tu|su) (solicitud|candidatura|postulaci)",
    r"grazie per (la tua|esserti) candidat",
    r"bedankt voor (je|uw) sollicitatie",
    r"obrigad[oa] pela (sua )?candidatura",
)

#: The board says that it did not.
FAILURE = (
    r"(error|problem) (while )?(processing|submitting|sending) your application",
    r"(couldn't|could not|unable to) (submit|process|send) your application",
    r"something went wrong",
    r"application (was|could) not (be )?(submitted|sent)",
    r"(bewerbung|anfrage) konnte nicht (gesendet|übermittelt|verarbeitet) werden",
)

#: URL parts that boards use for the page after success.
SUCCESS_URL = r"[/?&=_-](thanks|thank[-_]?you|confirmation|confirmed|success|submitted|danke|merci|gracias)\b"

#: This person applied here before.
ALREADY = (
    r"(you have|you've) already (applied|submitted)",
    r"bereits (auf diese stelle )?beworben",
    r"vous avez déjà postulé",
)


def any_of(patterns: tuple[str, ...]) -> str:
    """One regular expression for all of them."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)
