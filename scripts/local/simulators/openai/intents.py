"""What a caller means, by the words they use, in English and Spanish."""

import re
from enum import StrEnum


class Intent(StrEnum):
    """The meanings the rules tell apart, the most urgent first."""

    SILENCE = "silence"
    VOICEMAIL = "voicemail"
    SCREENING = "screening"
    EMERGENCY = "emergency"
    INJECTION = "injection"
    OPT_OUT = "opt_out"
    ROBOT = "robot"
    WRONG_NUMBER = "wrong_number"
    RECORDING = "recording"
    CALLBACK = "callback"
    HUMAN = "human"
    ABUSE = "abuse"
    REPEAT = "repeat"
    NOT_HERE = "not_here"
    UNCLEAR = "unclear"
    YES = "yes"
    NO = "no"
    GOODBYE = "goodbye"
    QUESTION = "question"
    STATEMENT = "statement"


PATTERNS = {
    Intent.SILENCE: r"^\W*$|^\[?(silence|no speech|silencio)\]?$|^\[call connected\]$",
    Intent.VOICEMAIL: (
        r"^\[voicemail\]|leave (me |us )?(a |your )?message|after the (tone|beep)|mailbox|"
        r"deje (su|un) mensaje|despu[eé]s de la señal|buz[oó]n de voz"
    ),
    Intent.SCREENING: (
        r"(record|say|state) your name|name and (the )?reason|reason for (your call|calling)|"
        r"diga su nombre y|qui[eé]n llama y"
    ),
    Intent.EMERGENCY: (
        r"ambulance|heart attack|overdos|call 911|call 112|suicid|ambulancia|infarto|"
        r"there('s| is) a fire|hay un incendio"
    ),
    Intent.INJECTION: (
        r"ignor\w* (all |any |your |the |todas? |tus? |sus? |las? )*"
        r"(previous |prior |anterior\w* )?(instruc|rules|reglas|prompt)|"
        r"system prompt|you are now|pretend (to be|you)|"
        r"developer mode|modo desarrollador|olvid\w+ (las|tus|sus) (instruc|reglas)|"
        r"other (customers?|contacts?|people)('s|s')? (data|numbers?|names?)|finge (ser|que)"
    ),
    Intent.OPT_OUT: (
        r"stop calling|(don'?t|do not|never) (ever )?(call|phone|contact|ring)"
        r"(?!.*\b(now|today)\b)|"
        r"take me off|"
        r"remove (me|my number)|unsubscribe|opt(ing)? out|no more calls|off (your|the) list|"
        r"no (me )?(vuelva\w* a llamar|llam(e|en|es|eis)\b)(?!.*\b(ahora|hoy)\b)|"
        r"dar?(me|nos)? de baja|denme de baja|"
        r"(dej\w+|pare\w*) de llamar|(quit|borr|elimin|saqu)\w*(me|nos)? de (la|su|sus) lista|"
        r"(qu[ií]t|b[oó]rr|elim[ií]n|s[aá]qu)\w*(me|nos)|"
        r"no quiero (m[aá]s|recibir)( \w+)? llamadas|"
        r"^\W*((keypad|pressed) )?9\W*$"
    ),
    Intent.ROBOT: (
        r"(are|r) (you|u) (a |an )?(real |actual )?(robot|bot|machine|human|person|computer|ai\b)|"
        r"(is this|am i (talking|speaking) (to|with)) (a |an )?(real )?"
        r"(robot|bot|machine|recording|computer|person|human|ai\b)|"
        r"(eres|es usted|es esto|estoy hablando con|hablo con) (un |una )?"
        r"(robot|m[aá]quina|persona|humano|ordenador|computadora|grabaci[oó]n|ia\b)|"
        r"is this recorded"
    ),
    Intent.WRONG_NUMBER: (
        r"wrong (number|person)|n[uú]mero equivocado|(se|te) (ha |has )?(equivoca\w*|confund\w*)|"
        r"(no one|nobody|there'?s no) .*(by|of|with) that name|no (vive|hay nadie|conozco)|"
        r"(don'?t|do not) know (anyone|anybody|him|her|that person)"
    ),
    Intent.RECORDING: (
        r"(don'?t|do not|stop) record|not? (be |being |want to be )recorded|"
        r"no (me )?grab[ea]|no quiero que (me )?grab"
    ),
    Intent.CALLBACK: (
        r"call (me |us )?(back|later|again|tomorrow|another|in the)|not a good (time|moment)|"
        r"(i'?m|i am) (a bit |very |really )?(busy|driving|in a meeting|at work)|"
        r"ll[aá]m[ea]\w* (m[aá]s tarde|luego|mañana|despu[eé]s|otro|en otro|el |la |a las)|"
        r"(estoy|ando) (muy )?(ocupad|conduciendo|manejando|en una reuni[oó]n|trabajando)|"
        r"no es (un )?buen momento|(vuelva|vuelve|puede) a? ?llamar(me)? (m[aá]s|mañana|luego|el)"
    ),
    Intent.HUMAN: (
        r"(speak|talk)\w* (to|with) (a |an |the |your )?(real |live |human )*(human|person|agent|"
        r"someone|somebody|representative|operator|supervisor|manager)|"
        r"(connect|transfer|put|pass) me (to|through|with|on)|"
        r"^(agent|operator|representative|human|operador\w?|agente)\W*$|"
        r"(hablar|comun[ií]\w+|p[aá]s[ea]\w*|transf\w+|p[oó]ng\w+) (a|con) (una?|el|la|su|mi)? ?"
        r"(persona|humano|agente|alguien|operador|asesor|supervisor|encargad)|"
        r"^\W*((keypad|pressed) )?0\W*$"
    ),
    Intent.ABUSE: (
        r"fuck|shut up|idiot|stupid|bastard|moron|mierda|gilipoll|imb[eé]cil|idiota|c[aá]lla"
    ),
    Intent.REPEAT: (
        r"(say|repeat) (that|it)( again)?|^(pardon|sorry|what|c[oó]mo|perd[oó]n)\W*$|"
        r"what did you say|(puede|podr[ií]a) repetir|rep[ií]ta|(didn'?t|did not) (hear|catch|get)|"
        r"no (le |te |lo )?(he )?(entend|escuch|o[ií])"
    ),
    Intent.NOT_HERE: (
        r"\b(not|isn'?t|aren'?t) (here|home|at home|in|available)\b|"
        r"\b(he|she)('s| is) (out|away)\b|"
        r"no est[aá](?! claro)|ha salido|no se encuentra"
    ),
    Intent.UNCLEAR: r"^[\[(](unclear|unintelligible|noise|inaudible|confuso|ruido)[\])]",
    Intent.YES: (
        r"^(yes|yeah|yep|yup|sure|ok(ay)?|right|correct|exactly|of course|absolutely|speaking|"
        r"that'?s (right|me|correct|fine)|this is (he|she|me)|it'?s me|i do|i am|s[ií]|claro|vale|"
        r"correcto|exacto|de acuerdo|por supuesto|soy yo|yo mismo|yo misma|as[ií] es|perfecto)\b|"
        r"^\W*((keypad|pressed) )?1\W*$"
    ),
    Intent.NO: (
        r"^(no|nope|nah|not really|not yet|incorrect|nothing|nada|ninguno)\b|"
        r"^\W*((keypad|pressed) )?2\W*$"
    ),
    Intent.GOODBYE: r"^(bye|goodbye|good bye|adi[oó]s|hasta luego|chao|that'?s all|eso es todo)\b",
    Intent.QUESTION: (
        r"\?\W*$|^¿|^(how|what|when|where|why|who|which|can you|do you|could you|is there|"
        r"cu[aá]nto|cu[aá]ndo|d[oó]nde|qui[eé]n|por qu[eé]|qu[eé] |c[oó]mo )"
    ),
}
COMPILED = {intent: re.compile(pattern, re.IGNORECASE) for intent, pattern in PATTERNS.items()}
WHEN = re.compile(
    r"\b(tomorrow|today|tonight|morning|afternoon|evening|noon|next week|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|mañana|hoy|tarde|mediod[ií]a|noche|lunes|martes|mi[eé]rcoles|"
    r"jueves|viernes|s[aá]bado|domingo|semana|in an? (hour|minute)|in \d+|en \d+|en una hora|"
    r"at \d+|a las? \w+|\d+ ?(am|pm|o'?clock)|\d{1,2}:\d\d)\b",
    re.IGNORECASE,
)
SPANISH = re.compile(
    r"[ñ¿¡áéíóú]|\b(el|la|los|las|una?|que|es|soy|est[oy]+|no me|con|por|para|mi|su|usted|hola|"
    r"gracias|s[ií]|quiero|tengo|pero|cuando|muy|señor|claro|adios|buenos|buenas|vale|llamar?)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(the|an?|is|are|am|i'?m|my|you|your|yes|please|thanks?|with|for|and|do|don'?t|have|not|"
    r"want|need|it|this|that|hello|hi|what|how|call|can|speaking|okay|bye|of|to|right)\b",
    re.IGNORECASE,
)


def meant(text: str) -> Intent:
    """What the caller means."""
    words = text.strip()
    for intent, pattern in COMPILED.items():
        if pattern.search(words):
            return intent
        if intent is Intent.UNCLEAR and _is_noise(words):
            return intent
    return Intent.STATEMENT


def _is_noise(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    said = [word for word in words if re.search(r"[aeiouyáéíóú]", word, re.IGNORECASE)]
    return bool(words) and len(said) * 2 < len(words)


def language_of(text: str, otherwise: str) -> str:
    """`en` or `es`, by the small words; `otherwise` where there are none."""
    spanish, english = len(SPANISH.findall(text)), len(ENGLISH.findall(text))
    if spanish == english:
        return otherwise
    return "es" if spanish > english else "en"


def names_a_time(text: str) -> bool:
    """Whether the words say when."""
    return bool(WHEN.search(text))
