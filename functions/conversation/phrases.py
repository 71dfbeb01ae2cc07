"""What we say of our own accord, in both languages; whatever else is said was a model's answer."""

from shared.value import Spoken

PHRASES: dict[Spoken, dict[str, str]] = {
    Spoken.EN: {
        "who": "Hello, this is {organisation}'s AI assistant.",
        "recorded": "This call is recorded; if you do not want that, say so.",
        "unrecorded": "Understood. The recording is being stopped and deleted.",
        "unrecorded_note": "The person refused to be recorded.",
        "message": "I am calling with a personal message.",
        "exit": "To stop these calls, say stop calling or press 9.",
        "ask": "Am I speaking with {person}?",
        "ask_owner": "Am I speaking with the person this telephone belongs to?",
        "greeting": "Thank you for calling {organisation}. I am an AI assistant.",
        "help": "How can I help?",
        "anonymous": "Your number does not show: please tell me, too, at which number we can call "
        "you back.",
        "beside": "You have another call with us already: what you say goes to the same ticket.",
        "resumed": "I think we were cut off.",
        "go_on": "Please go on: how can I help?",
        "closed": "My colleagues are back {when}. I can note what you need, or have you called.",
        "open_one": "There is an open ticket from this number.",
        "open_some": "There are open tickets from this number.",
        "about_it": "Is it about that?",
        "about_one": "Is it about one of these?",
        "what_of_it": "What shall I add to it? How can I help?",
        "rang_back": "We tried to reach you, and this is why.",
        "will_call": "We will call you {when}, {clock}. Is that right?",
        "first_time": "That time is not possible. The first one is {when}, {clock}. Is that all "
        "right?",
        "your_time": "your time",
        "time_of": "by the clock in {place}",
        "promised": "Good. We will call you then. Goodbye.",
        "noted_call": "I have noted that you want to be called, and a colleague will see to it. "
        "Goodbye.",
        "thanks": "Thank you.",
        "keys": "Please say yes or press 1, or say no or press 2.",
        "only_to": "I may say more only to the person I am calling.",
        "wrong_number": "I am sorry, this is the wrong number. It will not be called again. "
        "Goodbye.",
        "see": "I understand.",
        "is_wrong": "Did I call the wrong number?",
        "when_there": "When can I reach the person I am calling?",
        "nameless": "I can say no more, so I will end the call here. Thank you for your time. "
        "Goodbye.",
        "nameless_note": "Whoever answered did not say who they are.",
        "not_here": "I understand. I will try another time. Goodbye.",
        "not_here_note": "Somebody else answered: the person called was not there.",
        "again": "Sorry, I did not hear you.",
        "unclear": "Sorry, I did not understand you well.",
        "silence": "I cannot hear you, so I will end the call here. Goodbye.",
        "opted_out": "Understood. Your number will not be called again. Goodbye.",
        "robot": "Yes, I am an AI assistant of {organisation}, not a person.",
        "is_recorded": "This call is recorded.",
        "not_recorded": "This call is not recorded. What is said in it is kept in writing.",
        "person": "Of course. I will pass you on to a person of our team.",
        "emergency": "If somebody is in danger, hang up now and call the emergency number, 911 or "
        "112. I have told my colleagues.",
        "emergency_subject": "Emergency told on the telephone",
        "abuse": "I understand that you are upset. I only want to help, and I can go on if we stay "
        "polite.",
        "abuse_end": "I will end the call here. Goodbye.",
        "unknown": "I do not have that information. I have noted your question for a colleague.",
        "unknown_subject": "Question from a call",
        "solved": "Does that solve it?",
        "glad": "I am glad to hear that. Is there anything else?",
        "sorry": "I am sorry, I cannot follow you right now. I have noted what you said, and a "
        "colleague will look at it. Goodbye.",
        "ticket": "Thank you. I have noted this for my colleagues as a ticket. Goodbye.",
        "long": "Thank you for your time. I have to end the call here. Goodbye.",
        "farewell": "I am sorry, I have to stop here. Thank you for your time. Goodbye.",
        "filler": "One moment, please.",
    },
    Spoken.ES: {
        "who": "Hola, le habla el asistente de inteligencia artificial de {organisation}.",
        "recorded": "Esta llamada se graba; si no lo desea, dígalo.",
        "unrecorded": "Entendido. La grabación se detiene y se borra.",
        "unrecorded_note": "La persona no quiso que se grabara la llamada.",
        "message": "Llamo con un mensaje personal.",
        "exit": "Si no desea más llamadas, diga no me llamen o pulse 9.",
        "ask": "¿Hablo con {person}?",
        "ask_owner": "¿Hablo con la persona a la que pertenece este teléfono?",
        "greeting": "Gracias por llamar a {organisation}. Soy un asistente de inteligencia "
        "artificial.",
        "help": "¿En qué puedo ayudarle?",
        "anonymous": "Su número no aparece: dígame también a qué número podemos llamarle.",
        "beside": "Ya tiene otra llamada con nosotros: lo que me diga irá a la misma incidencia.",
        "resumed": "Creo que se ha cortado.",
        "go_on": "Continúe, por favor: ¿en qué puedo ayudarle?",
        "closed": "El equipo vuelve {when}. Puedo tomar nota, o pedir que le llamen.",
        "open_one": "Hay una incidencia abierta de este número.",
        "open_some": "Hay incidencias abiertas de este número.",
        "about_it": "¿Se trata de eso?",
        "about_one": "¿Se trata de una de ellas?",
        "what_of_it": "¿Qué quiere que añada? ¿En qué puedo ayudarle?",
        "rang_back": "Intentamos hablar con usted, y este es el motivo.",
        "will_call": "Le llamaremos {when}, {clock}. ¿Es correcto?",
        "first_time": "A esa hora no es posible. Lo antes posible es {when}, {clock}. ¿Le parece "
        "bien?",
        "your_time": "hora de su zona",
        "time_of": "según el reloj de {place}",
        "promised": "Bien. Le llamaremos entonces. Adiós.",
        "noted_call": "He tomado nota de que quiere que le llamen, y una persona del equipo se "
        "ocupará. Adiós.",
        "thanks": "Gracias.",
        "keys": "Diga sí o pulse 1, o diga no o pulse 2, por favor.",
        "only_to": "Solo puedo decir más a la persona a la que llamo.",
        "wrong_number": "Disculpe, me he equivocado de número. No volveremos a llamar. Adiós.",
        "see": "Entiendo.",
        "is_wrong": "¿Me he equivocado de número?",
        "when_there": "¿Cuándo puedo localizar a la persona a la que llamo?",
        "nameless": "No puedo decirle más, así que termino aquí la llamada. Gracias por su "
        "tiempo. Adiós.",
        "nameless_note": "Quien atendió no dijo quién era.",
        "not_here": "Entiendo. Lo intentaré en otro momento. Adiós.",
        "not_here_note": "Atendió otra persona: quien buscábamos no estaba.",
        "again": "Perdone, no le he oído.",
        "unclear": "Perdone, no le he entendido bien.",
        "silence": "No consigo oírle, así que termino aquí la llamada. Adiós.",
        "opted_out": "Entendido. No volveremos a llamar a su número. Adiós.",
        "robot": "Sí, soy un asistente de inteligencia artificial de {organisation}, no una "
        "persona.",
        "is_recorded": "Esta llamada se graba.",
        "not_recorded": "Esta llamada no se graba. Lo que se dice se guarda por escrito.",
        "person": "Por supuesto. Le paso con una persona del equipo.",
        "emergency": "Si alguien está en peligro, cuelgue ahora y llame a emergencias, al 112 o al "
        "911. He avisado al equipo.",
        "emergency_subject": "Emergencia contada por teléfono",
        "abuse": "Entiendo su enfado. Solo quiero ayudarle, y puedo seguir si nos tratamos con "
        "respeto.",
        "abuse_end": "Termino aquí la llamada. Adiós.",
        "unknown": "No tengo esa información. He anotado su pregunta para una persona del equipo.",
        "unknown_subject": "Pregunta de una llamada",
        "solved": "¿Eso lo resuelve?",
        "glad": "Me alegra saberlo. ¿Algo más?",
        "sorry": "Lo siento, ahora mismo no puedo seguirle. He tomado nota y una persona del "
        "equipo lo revisará. Adiós.",
        "ticket": "Gracias. He abierto una incidencia para el equipo. Adiós.",
        "long": "Gracias por su tiempo. Tengo que terminar aquí la llamada. Adiós.",
        "farewell": "Disculpe, tengo que dejarlo aquí. Gracias por su tiempo. Adiós.",
        "filler": "Un momento, por favor.",
    },
}


def phrase(name: str, language: Spoken, **parts: str) -> str:
    """One of them, with what belongs into it."""
    return PHRASES[language][name].format(**parts)


def fixed(organisation: str) -> dict[Spoken, tuple[str, ...]]:
    """All of them that are the same in every call, so that their audio can be made beforehand."""
    return {
        language: tuple(
            text.format(organisation=organisation)
            for name, text in texts.items()
            if "{" not in text.replace("{organisation}", "")
            and not name.endswith(("_note", "_subject"))
        )
        for language, texts in PHRASES.items()
    }
