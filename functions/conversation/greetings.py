"""Knows machines by what they say when they pick up, in English and Spanish."""

import re
from enum import StrEnum

from functions.conversation.meanings import plain


class Machine(StrEnum):
    """What may stand between us and the person we ring."""

    FULL = "full"
    SCREENING = "screening"
    VOICEMAIL = "voicemail"
    MENU = "menu"


EARLY = 4
"""The last turn in which a menu, screening phone or full mailbox may begin: later, people tell of
them."""

KEY = r"(?:\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)"
TECLA = (
    r"(?:la tecla |el numero |el |la )?"
    r"(?:\d|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|asterisco|almohadilla|numeral)"
)
PRESS = r"(?:press|dial|push|select|choose|say)"
PULSE = r"(?:puls[ea]|marque|marca|oprim[ea]|presion[ea]|digit[ea]|tecle[ea])"

KNOWN_BY: tuple[tuple[Machine, re.Pattern[str]], ...] = (
    (
        Machine.FULL,
        re.compile(
            r"(?<!\bmy )(?<!\bhis )(?<!\bher )\b(?:mailbox|voice ?mail|inbox)(?: \w+){0,7} "
            r"is full\b"
            r"|\b(?:cannot|can't|can not|unable to|not able to) "
            r"(?:accept|take|record|receive) (?:any )?(?:more |new )?messages"
            r"|\bnot accept(?:ing)? (?:any )?(?:more |new )?messages"
            r"|\b(?:mailbox|voice ?mail)(?: \w+){0,7} (?:has not|hasn't|is not|isn't)"
            r"(?: yet)?(?: been)? set up"
            r"|(?<!mi )(?<!tengo el )\bbuzon(?: \w+){0,7} lleno\b"
            r"|\bno (?:admite|acepta|permite|puede (?:recibir|grabar|aceptar))"
            r"(?: dejar)?(?: mas| nuevos)? mensajes"
            r"|\bbuzon(?: \w+){0,6} (?:no (?:esta|ha sido) (?:configurado|activado)|sin configurar)"
        ),
    ),
    (
        Machine.SCREENING,
        re.compile(
            r"\b(?:record|say|state|give) your (?:full )?name (?:and|with|followed by) "
            r"(?:the |your |a )?(?:reason|why|purpose|what)"
            r"|\bsee if (?:this|the) person (?:is|can|wants)\b"
            r"|\bscreening (?:service|assistant)\b|\bscreens? (?:their|unknown|all|my) calls\b"
            r"|\b(?:call|calls) (?:is|are) being screened\b"
            r"|\bget a copy of this conversation\b"
            r"|\b(?:say|state|record) (?:your name|who (?:is|you are))(?: \w+){0,4} "
            r"(?:before|so) i (?:can |try to |will )?(?:connect|put)"
            r"|\b(?:di|diga|graba|grabe|indica|indique|deja|deje)(?: \w+){0,2} (?:su|tu) nombre y "
            r"(?:el |la |por |para )?(?:motivo|razon|que)"
            r"|\bsi (?:graba|grabas|dice|dices|indica|indicas) (?:su|tu) nombre y "
            r"|\bidentifi(?:quese|cate)\b[^.?!]{0,30} (?:motivo|razon|por que)"
            r"|\bsi (?:esta|la) persona (?:esta|se encuentra) disponible"
            r"|\bfiltr(?:o|a|ado|ando)(?: de)?(?: \w+)? llamadas\b"
            r"|\b(?:copia|transcripcion) de (?:esta|la) (?:conversacion|llamada)"
        ),
    ),
    (
        Machine.VOICEMAIL,
        re.compile(
            r"\b(?:after|at|wait for|hear) (?:the|this) (?:tone|beep|signal)\b"
            r"|\b(?:despues de|tras|al (?:oir|escuchar|sonar)|cuando (?:oiga|oigas|escuche|suene))"
            r"(?: escuchar| oir)?(?: de)? ?(?:la|el|l) (?:senal|tono|bip|pitido)"
            r"|\bdespues del (?:tono|bip|pitido)"
        ),
    ),
    (
        Machine.MENU,
        re.compile(
            r"^(?!.*\b(?:i|me|my|yo|tengo|debo|pulso|marco)\b)(?!.*\?).*(?:"
            rf"\b{PRESS} {KEY},? (?:for|to|if)\b"
            rf"|\b(?:for|to|if) [^.?]{{2,70}}? {PRESS} {KEY}\b"
            rf"|\b{PULSE} {TECLA},? (?:para|si)\b"
            rf"|\b(?:para|si) [^.?]{{2,80}}? {PULSE} {TECLA}\b"
            r"|\blisten (?:carefully )?(?:to|as) (?:the |our )?(?:following|menu|options)"
            r"|\b(?:the following|menu) options\b|\bmain menu\b|\bparty's extension\b"
            r"|\bescuche(?: \w+){0,4} (?:opciones|menu)\b|\bsiguientes opciones\b"
            r"|\bmenu principal\b|\bsi conoce (?:el |la |su )?(?:numero de )?(?:extension|interno)"
            r")",
            re.DOTALL,
        ),
    ),
    (
        Machine.VOICEMAIL,
        re.compile(
            r"(?<!like to )(?<!want to )(?<!wish to )(?<!care to )(?<!i )(?<!you )(?<!they )"
            r"(?<!n't )(?<!not )\bleave (?:me |us )?"
            r"(?:(?:a|your)(?: \w+){0,2} message|your name(?:,| and)[^.?]* (?:number|message))"
            r"|\b(?:i|we|nobody|no one)(?:'m| am|'re| are)?(?: is)?(?: currently| just)? "
            r"(?:can't|cannot|can|can not|unable to|not able to|not available to|available to)"
            r"(?: currently| just)? (?:come to the phone|take your call|answer your call"
            r"|get to the phone|answer the phone)"
            r"|\b(?:reached|to|this is) (?:the |an? |my )?(?:\w+ ){0,2}"
            r"(?:voice ?mail(?:box)?|answering machine|voice messag(?:e|ing) system)\b"
            r"|\b(?:the|this) (?:person|party|number|subscriber|customer|user) you "
            r"(?:are|have|'re)(?: \w+){1,4} (?:is|cannot|can't|isn't)(?: \w+){0,2} "
            r"(?:available|unavailable|answer|take)"
            r"|(?<!no )\b(?:deje|dejen|deja|dejame|dejanos|dejenos|grabe|graba)(?: \w+){0,2} "
            r"(?:mensaje|recado)\b"
            r"|\bno (?:puedo|podemos|puede) (?:atender|contestar|responder)(?: a)? "
            r"(?:su|tu) llamada"
            r"|\b(?:buzon de (?:voz|mensajes)|contestador(?: automatico)?) (?:de|del|al)\b"
            r"|\b(?:llamado|desviad[ao]|transferid[ao]|este es|bienvenid[ao])(?: \w+){0,2} "
            r"(?:buzon|contestador)\b"
            r"|\b(?:numero|telefono|abonado|usuario|cliente|persona) (?:al? )?(?:la )?que"
            r"(?: \w+){1,4} (?:no (?:esta|se encuentra) disponible|apagado|fuera de cobertura)"
        ),
    ),
)
"""The first that fits. A message after the tone is more telling than a menu, `leave` alone less."""

ASKS_TO_WAIT = re.compile(
    r"\b(?:hold|stay on the line|hold the line|one moment|just a (?:moment|second)|please wait"
    r"|hang on|connect(?:ing)? you|try(?:ing)? to (?:reach|connect))\b"
    r"|\b(?:un (?:momento|momentito|segundo)|no cuelgue|espere|aguarde|permanezca|le paso"
    r"|mant\w+ (?:a la espera|en linea|la linea))\b"
)


def recognised(words: str, n: int) -> Machine | None:
    """Which machine says this in the n-th turn; nothing where a person may have said it."""
    flat = plain(words)
    found = next((machine for machine, pattern in KNOWN_BY if pattern.search(flat)), None)
    return found if found is Machine.VOICEMAIL or n <= EARLY else None


def asks_to_wait(words: str) -> bool:
    """Whether we are asked to hold the line."""
    return ASKS_TO_WAIT.search(plain(words)) is not None
