"""What the rules say, in English and Spanish."""

PHRASES: dict[str, tuple[str, str]] = {
    "hello": (
        "Hello, I am an AI assistant calling for {organisation}.",
        "Hola, soy un asistente de inteligencia artificial y llamo de parte de {organisation}.",
    ),
    "welcome": (
        "Thank you for calling {organisation}. I am an AI assistant. How can I help you?",
        (
            "Gracias por llamar a {organisation}. Soy un asistente de inteligencia artificial. "
            "¿En qué puedo ayudarle?"
        ),
    ),
    "identity": ("Am I speaking with {person}?", "¿Hablo con {person}?"),
    "reason": ("I am calling about this: {goal}.", "Le llamo por lo siguiente: {goal}."),
    "agree": ("Do you agree?", "¿Está de acuerdo?"),
    "thanks": ("Thank you.", "Gracias."),
    "confirm": ("I have noted: {answers}. Is that right?", "He anotado: {answers}. ¿Es correcto?"),
    "correct": (
        "I am sorry. What should I correct?",
        "Lo siento. ¿Qué debo corregir?",
    ),
    "goodbye": ("Thank you for your time. Goodbye.", "Gracias por su tiempo. Adiós."),
    "declined": (
        "I understand. Thank you for your time. Goodbye.",
        "Lo entiendo. Gracias por su tiempo. Adiós.",
    ),
    "opt_out": (
        "I understand. You will not be called again. I am sorry to have disturbed you. Goodbye.",
        "Entendido. No le volveremos a llamar. Disculpe las molestias. Adiós.",
    ),
    "robot": (
        "Yes, I am an AI assistant of {organisation}, not a person, and this call may be recorded.",
        (
            "Sí, soy un asistente de inteligencia artificial de {organisation}, no una persona, "
            "y esta llamada puede grabarse."
        ),
    ),
    "transfer": (
        "Of course. One moment, I will connect you with a person.",
        "Por supuesto. Un momento, le paso con una persona.",
    ),
    "wrong_number": (
        "I am sorry, I have the wrong number. I will not disturb you again. Goodbye.",
        "Disculpe, me he equivocado de número. No le molestaré más. Adiós.",
    ),
    "not_here": (
        "I understand. I will call at another time. Goodbye.",
        "Entiendo. Llamaré en otro momento. Adiós.",
    ),
    "schedule": (
        "Of course, I have noted your wish and we will call you back then. Goodbye.",
        "Por supuesto, lo he anotado y le llamaremos entonces. Adiós.",
    ),
    "when": (
        "Of course. When would suit you better?",
        "Por supuesto. ¿Cuándo le viene mejor?",
    ),
    "unrecorded": (
        "Of course. I will have the recording stopped.",
        "Por supuesto. Pediré que se detenga la grabación.",
    ),
    "silence": ("Are you there?", "¿Sigue ahí?"),
    "silent_end": (
        "I cannot hear you, so I will end this call. Goodbye.",
        "No le oigo, así que termino la llamada. Adiós.",
    ),
    "unclear": (
        "I am sorry, I did not understand. Could you say it again?",
        "Perdone, no le he entendido. ¿Puede repetirlo?",
    ),
    "on_task": (
        "I can only help with this call's matter.",
        "Solo puedo ayudarle con el asunto de esta llamada.",
    ),
    "calm": (
        "I understand that you are upset. I only want to help.",
        "Entiendo su enfado. Solo quiero ayudarle.",
    ),
    "calm_end": ("I will end this call here. Goodbye.", "Termino aquí la llamada. Adiós."),
    "unknown": (
        "I do not have that information, but I have noted your question for a colleague.",
        "No tengo esa información, pero he anotado su pregunta para un compañero.",
    ),
    "emergency": (
        "If somebody is in danger, hang up now and call the emergency number, 911 or 112.",
        "Si alguien está en peligro, cuelgue ahora y llame a emergencias, al 911 o al 112.",
    ),
    "help": ("How can I help you?", "¿En qué puedo ayudarle?"),
    "details": (
        "Could you tell me what happens, in a sentence or two?",
        "¿Puede contarme qué ocurre, en una o dos frases?",
    ),
    "ticket": (
        "I have recorded this as a ticket: {subject}. Our team will see to it. Anything else?",
        "Lo he registrado como un aviso: {subject}. Nuestro equipo lo atenderá. ¿Algo más?",
    ),
    "added": ("I have added that to your ticket. Anything else?", "Lo he añadido. ¿Algo más?"),
    "anything": ("Is there anything else?", "¿Necesita algo más?"),
    "voicemail": (
        (
            "Hello, this is the AI assistant of {organisation}. We will try to reach you again. "
            "If you wish no more calls, tell us when we ring."
        ),
        (
            "Hola, soy el asistente de inteligencia artificial de {organisation}. Volveremos a "
            "llamarle. Si no desea más llamadas, díganoslo cuando le llamemos."
        ),
    ),
    "screening": (
        "This is the AI assistant of {organisation}, with a short matter for {person}.",
        (
            "Soy el asistente de inteligencia artificial de {organisation}, con un asunto breve "
            "para {person}."
        ),
    ),
}
UNNAMED = {
    "organisation": ("our company", "nuestra empresa"),
    "person": ("the person we are calling", "la persona a la que llamamos"),
}


def phrase(name: str, language: str, **parts: str) -> str:
    """The phrase in that language. A part that is empty gets a neutral name."""
    place = 1 if language == "es" else 0
    known = {key: value or UNNAMED.get(key, ("", ""))[place] for key, value in parts.items()}
    return PHRASES[name][place].format_map(known)
