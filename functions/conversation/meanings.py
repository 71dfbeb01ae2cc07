"""What somebody means, where that must not depend on a model: English and Spanish, by their words.

Each pattern knows words that can mean nothing else; what may be meant otherwise is left to the
model. Recognisers write without accents or punctuation, and one language's words in the other's
letters: a Spanish "sí" comes as "see" or "c".
"""

import re
import unicodedata

from shared.value import Spoken

OPT_OUT = re.compile(
    r"\b(stop calling|take me off|remove me|unsubscribe|opt (?:me )?out|no more calls"
    r"|remove my number(?= from (?:your|the|this) list|,? please|[.!]?$)"
    r"|(?<!they )(?<!you )(?<!people )(?:do ?n[o']?t (?:ever )?|never )"
    r"call (?:me|us|this|here|again)"
    r"|(?:do ?n[o']?t|do not|not?) (?:wish|want) to be (?:called|contacted|phoned)"
    r"|(?:lose|forget|delete) my (?:phone )?number|leave me alone|quit (?:calling|bothering)"
    r"|no (?:me|nos) llam(?:e|en|es|eis)\b|no (?:me |nos )?vuelva[ns]? a llamar\w*"
    r"|nunca mas (?:me |nos )?llam(?:e|en|es)\b|dej\w+ de (?:llamar|molestar)\w*"
    r"|no quiero (?:que me (?:llam|contact)\w+|(?:mas|recibir) llamadas)"
    r"|no deseo (?:que me (?:llam|contact)\w+|(?:mas|recibir) llamadas)"
    r"|borr\w+ (?:mi numero|de (?:la|su) lista)|quit\w+ de (?:la|su) lista|dar\w* de baja"
    r"|olvid\w+ de mi numero|dej\w+me en paz|no me (?:molesten?|contacten?) mas)"
)
"""What only complains of calls is left to the model."""

PERSON = re.compile(
    r"\b(?:(?:speak|talk|(?:connect|transfer)(?: me| us)?|put (?:me|us) through) (?:to|with) "
    r"(?:a |an |the |your |some |any )?(?:real |live |human |actual )*"
    r"(?:human|person|agent|someone|somebody|representative|operator|supervisor|manager|people)"
    r"|(?:give|get) me (?:a |an |the |your )?(?:real |live )*(?:human|person|agent|operator)"
    r"|(?:hablar|comuni\w+|pase\w*|pasa\w*|paso|transfier\w+|pong\w+me) (?:a |con )"
    r"(?:una? |el |la |su |algun )?"
    r"(?:persona|humano|agente|alguien|operador\w*|asesor\w*|supervisor\w*|encargad\w)"
    r"|(?:una|otra) persona (?:de verdad|real)|un ser humano)"
    r"|^(?:an? )?(?:agent|operator|representative|human|person|operador\w?|agente|una persona)"
    r"(?:,? (?:please|por favor))?[.!]?$"
)
ROBOT = re.compile(
    r"\b(?:are you|r u|is this|is it|am i (?:talking|speaking) (?:to|with)) "
    r"(?:a |an |just a |really a |some )?(?:real |actual |live )*"
    r"(?:robot|bot|machine|computer|human|person|recording|ai)\b(?! (?:company|team))"
    r"|\b(?:eres|es usted|es esto|esto es|hablo con|estoy hablando con|me habla) (?:un |una )?"
    r"(?:robot|bot|maquina|ordenador|computadora|grabacion|ia|persona (?:real|de verdad)|humano)\b"
)
RECORDED = re.compile(
    r"\b(?:is|are) (?:this|the|you|we)(?: call| conversation)? (?:being )?record(?:ed|ing)"
    r"|\b(?:se (?:esta )?graba(?:ndo)?|esta(?:n)? grabando|es(?:ta)? (?:siendo )?grabada)\b.*\?"
)
EMERGENCY = re.compile(
    r"\b(?:ambulance|heart attack|overdos\w+|suicid\w+|kill(?:ing)? myself|medical emergency"
    r"|ca ?n[o']?t breathe|cannot breathe|not breathing|is bleeding|having a stroke"
    r"|(?:there is|there's) a fire|house is on fire|call 911|call 112|gas leak"
    r"|ambulancia|infarto|sobredosis|matarme|emergencia medica|no (?:puede|puedo) respirar"
    r"|no respira|se esta desangrando|hay un incendio|se quema la casa|fuga de gas)\b"
)
ABUSE = re.compile(
    r"\b(?:f[u*]c?k(?:ing)? (?:you|off|yourself)|shut (?:the \w+ )?up|go to hell"
    r"|you(?:'re| are)? (?:\w+ ){0,3}(?:idiots?|morons?|bastards?|assholes?|bitch\w*|scum|stupid)"
    r"|idiotas?|imbecil(?:es)?|gilipollas|cabron(?:es)?|hij[oa]s? de (?:la gran )?puta|pendej[oa]s?"
    r"|vete a la mierda|vayanse a la mierda|que te (?:den|jodan)|callate)\b"
)
WRONG_NUMBER = re.compile(
    r"\bwrong number\b|\b(?:have|got|called|calling|reached|dialed|dialled) the wrong person\b"
    r"|\b(?:no one|nobody|there(?:'s| is) no ?(?:one|body)?)\b.{0,20}\b(?:that|this) name\b"
    r"|\bdo(?:n'?t| not) know (?:him|her|that person|who that is"
    r"|any ?(?:one|body) (?:of|by|with|named|called))\b"
    r"|\bnumero equivocado|\b(?:se|te) (?:ha |has )?(?:equivoc\w+|confund\w+) de numero"
    r"|\b(?:aqui no|no) (?:vive|hay) (?:aqui )?(?:nadie|ningun\w*)\b.{0,20}"
    r"\b(?:ese|este|tal) nombre\b|\baqui no vive\b"
    r"|\bno (?:vive|hay) (?:aqui )?nadie que se llame\b"
    r"|\bno conozco a (?:es[ea] (?:persona|senora?|hombre|mujer)"
    r"|nadie (?:con|que se llame|de ese nombre))\b"
)
"""Nobody is kept from being called by words that may mean something else: those are asked about."""
NOT_HERE = re.compile(
    r"\b(?:is ?n[o']?t|'s not|is not|not) (?:here|home|at home|in|available|around)\b"
    r"|\b(?:he|she|they)(?:'s| is|'re| are) (?:out|away|at work|in a meeting|asleep)\b"
    r"|\b(?:ahora |ahorita )?no esta\b(?! (?:claro|mal|bien))|\bha salido\b|\bno se encuentra\b"
    r"|\best[ae] (?:trabajando|en el trabajo|fuera|reunid[oa]|durmiendo)\b"
)

ASKS = re.compile(
    r"\?|\b(?:what|whats|how|why|where|when|which|who|whose|can (?:i|you|we)|could (?:i|you|we)"
    r"|do you|does|is there|are there|should i|may i|tell me|help|problem|error|trouble|fault"
    r"|broken|wrong|stuck|lost|missing|fails?|failed|crash\w*|slow|down"
    r"|(?:ca|wo|do|does|did|is)n'?t (?!matter|worry)|cannot|can not|does not|did not|will not"
    r"|not work\w*|no longer|stopped|refus\w+|nothing happens"
    r"|que (?:hago|debo|pasa)|cual|como (?:se|puedo|hago|funciona|reinici\w*|cambi\w*|pag\w*)"
    r"|por que|donde|cuando|cuant[oa]s?|quien|puedo|se puede|hay (?:que|alguna?)|digame|ayud\w+"
    r"|problemas?|errores|averi\w*|rot[oa]s?|perdi\w*|falla\w*|fallo|lent[oa]|no (?:me |se |le )?"
    r"(?:funciona\w*|va|anda|puedo|puede|llega\w*|llego|deja|carga|enciende|conecta\w*|sirve|tengo"
    r"|abre|aparece|consigo|arranca))\b"
)
"""Words of questions and of trouble. Too many rather than too few: who needs none is not told."""

WITHOUT = (
    r"\b(?:do ?n[o']?t|do not|ca ?n[o']?t|cannot|no) "
    r"(?:speak|understand|know|habl\w+|entiend\w+|se) (?:any |nada de )?"
)
NO_ENGLISH = re.compile(rf"{WITHOUT}(?:english|ingles)\b")
NO_SPANISH = re.compile(rf"{WITHOUT}(?:spanish|espanol|castellano)\b")
ENGLISH_PLEASE = re.compile(
    r"\b(?:speak|talk|say (?:that|it)|continue|in) (?:to me )?(?:in )?english\b|^english\b"
    r"|\bhabla\w* (?:en )?ingles|\ben ingles\b"
)
SPANISH_PLEASE = re.compile(
    r"\b(?:speak|talk|continue|in) (?:to me )?(?:in )?spanish\b|^spanish\b"
    r"|\b(?:habla\w*|hable|hablemos) (?:en )?(?:espanol|castellano)|\ben (?:espanol|castellano)\b"
    r"|^espanol\b"
)
WISHES = (
    (Spoken.ES, NO_ENGLISH),
    (Spoken.EN, NO_SPANISH),
    (Spoken.EN, ENGLISH_PLEASE),
    (Spoken.ES, SPANISH_PLEASE),
)
ENGLISH = re.compile(
    r"\b(?:the|an|is|are|am|i'm|my|you|your|yes|yeah|please|thanks?|with|for|and|do|don't|have|not"
    r"|want|need|it|this|that|hello|hi|what|how|who|can|speaking|okay|bye|of|to|right|was|will|she"
    r"|they|we|there|because|when|morning|good)\b"
)
SPANISH = re.compile(
    r"\b(?:el|los|las|una?|que|es|soy|esta|estoy|con|por|para|su|usted|hola|gracias|si|quiero"
    r"|tengo|pero|cuando|muy|senora?|claro|adios|buen[oa]s|dias|tardes|vale|digame|llamo|yo|le"
    r"|porque|como|quien|del|al|mas|ahora|puede|podemos)\b"
)
"""Small words that the other language does not have."""
TELLING = 3
"""So many small words of the other language, and twice as many as of ours, are a change of it."""

FILLERS = r"(?:(?:oh|ah|um+|uh|er|eh|em|well|so|hello|hi|hola|pues|bueno|a ver|mm+|this is)\W+)*"
YES = (
    r"(?:yes|yeah|yep|yup|ya|yea|yess|correct|right|sure|ok|okay|of course|absolutely|indeed"
    r"|exactly|affirmative|please do|go ahead|that'?s right|that is right|certainly|definitely"
    r"|uh ?huh|mhm|si+|sip|claro|correcto|exacto|exactamente|por supuesto|vale|dale"
    r"|de acuerdo|asi es|eso es|efectivamente|afirmativo|aja|adelante|desde luego|perfecto)"
)
NO = (
    r"(?:no|nope|nah|know|non|negative|never|wrong|not me|not really|not at all|i'?m not|no soy"
    r"|para nada|negativo|en absoluto|que va|incorrecto|nunca"
    r"|(?:that|it)(?:'?s| is) not (?:me|him|her)|this is not (?:me|him|her|he|she))"
)
NO_ALONE = re.compile(
    rf"^{FILLERS}{NO}"
    r"(?:\W*$|[,.;!]|\W+(?:no|nope|thanks?|thank you|sir|ma'?am|gracias|senor\w*|sorry|i'?m not"
    r"|i am not|it'?s not|it is not|that'?s not|he'?s not|not|soy|no soy|para nada|lo siento)\b)"
)
NO_BUT_YES = re.compile(r"\bno (?:problem|worries|hay problema|importa|me importa|se preocupe)\b")
YES_FIRST = re.compile(rf"^{FILLERS}{YES}\b(?!.*\b(?:but|pero) no)")
SEE = re.compile(r"^(?:(?:see|sea|c|ci)\W*)+(?:(?:soy yo|senor\w*|claro|yes)\W*)?$")
"""What a recogniser of English makes of "sí"."""
ITS_ME = re.compile(
    r"\b(?:speaking|(?:that|it)(?:'?s| is) me|this is (?:he|she|him|her)|i am (?:he|she)"
    r"|soy yo|yo soy|el mismo|la mism[ai]|al habla|al aparato|con (?:el|ella) habla|servidor\w?)\b"
)
NOT_A_YES = re.compile(r"\b(?:not|no|n't|don't|doesn't|isn't|who is|quien)\b")
SAYS_YES = re.compile(r"\b(?:yes|yeah|yep|si|claro)\b")


def plain(text: str) -> str:
    """Lower case, without accents or curly quotes: how recognisers differ must not matter."""
    flat = unicodedata.normalize("NFD", text.replace("\u2019", "'").casefold())
    return "".join(each for each in flat if not unicodedata.combining(each)).strip(" ¿¡\t\n")


def agreed(speech: str | None, digits: str | None) -> bool | None:
    """What a yes-or-no question was answered: by key 1 or 2, or in words; nothing if neither."""
    if digits:
        return {"1": True, "2": False}.get(digits)
    said = plain(speech or "")
    if NO_ALONE.search(said) and not NO_BUT_YES.search(said):
        return False
    yes = YES_FIRST.search(said) or SEE.search(said) or NO_BUT_YES.search(said)
    inside = (ITS_ME.search(said) or SAYS_YES.search(said)) and not NOT_A_YES.search(said)
    return True if yes or inside else None


def language_of(speech: str | None, spoken: Spoken) -> Spoken:
    """The language somebody speaks or asks for; `spoken` where their words do not tell."""
    said = plain(speech or "")
    for language, pattern in WISHES:
        if pattern.search(said):
            return language
    english, spanish = len(ENGLISH.findall(said)), len(SPANISH.findall(said))
    other, ours = (spanish, english) if spoken is Spoken.EN else (english, spanish)
    if other >= TELLING and other >= 2 * ours:
        return Spoken.ES if spoken is Spoken.EN else Spoken.EN
    return spoken
