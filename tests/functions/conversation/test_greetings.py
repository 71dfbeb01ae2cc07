import pytest

from functions.conversation.greetings import EARLY, Machine, asks_to_wait, recognised
from scripts.local.simulators.twilio.people.casting import built_in

VOICEMAIL = [
    "Hi, you've reached Dana. Leave a message after the beep.",
    "Please leave your message after the tone.",
    "Nobody can take your call. Please leave a message after the tone.",
    "I can't come to the phone right now, so leave me a message.",
    "Sorry, I'm not available to take your call.",
    "We are unable to take your call at the moment.",
    "Leave your name and number and I'll get back to you.",
    "You have reached the voicemail of",
    "Your call has been forwarded to an automated voice messaging system.",
    "Your call has been forwarded to voicemail.",
    "The person you are calling is not available.",
    "At the tone, please record your message.",
    "When you hear the beep you know what to do.",
    "Wait for the beep.",
    "The number you have dialed is currently unavailable.",
    "The customer you are calling cannot answer.",
    "This is the voicemail of the Miller family.",
    "No one is available to take your call. Leave a short message.",
    "You can leave us a message and we will call back.",
    "At the beep, record your message. When you are finished, press pound for more options.",
    "Sorry we missed you, please leave a detailed message.",
    "I cannot answer the phone right now.",
]
BUZON = [
    "Deje su mensaje después de la señal.",
    "No podemos atenderle. Deje su mensaje después de la señal.",
    "Hola, soy Marta, déjame un mensaje y te llamo.",
    "Por favor, deje un mensaje tras la señal.",
    "Grabe su mensaje al oír el tono.",
    "Ahora no puedo atender tu llamada.",
    "En este momento no podemos atender su llamada.",
    "Este es el buzón de voz de",
    "Ha llamado al contestador de la familia Pérez.",
    "Su llamada ha sido desviada al buzón de voz.",
    "Bienvenido al buzón de voz.",
    "El número que ha marcado no está disponible.",
    "El teléfono al que llama está apagado o fuera de cobertura.",
    "La persona a la que llama no está disponible.",
    "Después del pitido, ya sabes.",
    "Cuando oiga la señal, hable.",
    "Déjenos su mensaje y le llamaremos.",
    "Deja tu recado y te contesto en cuanto pueda.",
    "Después de escuchar el tono puede hablar.",
    "Al escuchar la señal, diga su nombre.",
    "El cliente al que usted llama no se encuentra disponible.",
    "No puedo contestar a tu llamada, deja un mensaje.",
]
SCREENING = [
    "Hi, if you record your name and reason for calling, I'll see if this person is available.",
    "Please say your name and why you are calling.",
    "Record your name and the reason for your call.",
    "State your name and reason for calling.",
    "Please state your name and the purpose of your call.",
    "Give your name and a reason, please.",
    "Say your full name and what this is about.",
    "I'll see if this person is available.",
    "Let me see if the person can take the call.",
    "The person you're calling is using a screening service from Google.",
    "They will get a copy of this conversation.",
    "Go ahead and say your name and why you're calling.",
    "This number screens unknown calls.",
    "Your call is being screened.",
    "Please say your name before I connect you.",
    "State who you are so I can connect you.",
    "Hello, this is a screening assistant. Who is calling?",
    "Record your name followed by the reason.",
    "Please record your name with the reason for calling.",
    "Say your name and reason after the tone.",
]
FILTRO = [
    "Diga su nombre y el motivo de la llamada.",
    "Di tu nombre y el motivo de tu llamada.",
    "Por favor, graba tu nombre y la razón de la llamada.",
    "Grabe su nombre y motivo.",
    "Si grabas tu nombre y el motivo, veré si está.",
    "Si dice su nombre y por qué llama, se lo paso.",
    "Veré si esta persona está disponible.",
    "Comprobaré si la persona se encuentra disponible.",
    "Este número filtra las llamadas.",
    "Está usando un filtro de llamadas.",
    "La persona usa un servicio de filtrado de llamadas.",
    "Recibirá una transcripción de esta conversación.",
    "Recibirá una copia de la conversación.",
    "Indique su nombre y por qué llama.",
    "Indica tu nombre y para qué llamas.",
    "Deje dicho su nombre y el motivo.",
    "Identifíquese y diga el motivo de su llamada.",
    "Identifíquese, por favor, y explique por qué llama.",
    "Diga ahora su nombre y qué desea.",
    "Si indica su nombre y el motivo, avisaré a esta persona.",
]
MENU = [
    "Thank you for calling. For reception press one. For accounts press two.",
    "Press 1 for sales, press 2 for service.",
    "For English, press one.",
    "To speak to an operator, press zero.",
    "If you know your party's extension, dial it now.",
    "Please listen carefully, as the options have changed: the following options are available.",
    "Listen to the following menu.",
    "For billing, please say two.",
    "If this is an emergency, press nine.",
    "To repeat these choices, press star.",
    "Press zero to reach an operator.",
    "Dial 3 for the parts department.",
    "You are in the main menu.",
    "Our office is closed. Our hours are nine to five. To leave a message press three.",
    "For appointments, select two.",
    "For all other questions push four.",
    "Choose one for new orders.",
    "Press five if you are a supplier.",
    "Welcome to Acme. For directions to our shop, press 6.",
    "To continue in English press 1.",
    "These are the menu options.",
]
OPCIONES = [
    "Gracias por llamar. Para recepción pulse uno. Para contabilidad pulse dos.",
    "Para ventas, marque el 1.",
    "Pulse 2 para atención al cliente.",
    "Si es cliente, pulse uno.",
    "Para hablar con un operador marque cero.",
    "Si conoce el número de extensión, márquelo ahora.",
    "Si conoce la extensión, márquela.",
    "Escuche atentamente las siguientes opciones.",
    "Escuche el menú.",
    "Está en el menú principal.",
    "Para español oprima el dos.",
    "Para facturas, presione la tecla tres.",
    "Marque 4 para averías.",
    "Nuestra oficina está cerrada. Para dejar un recado pulse tres.",
    "Si desea información, digite 5.",
    "Para cualquier otra consulta, presione 9.",
    "Oprima cero para la operadora.",
    "Para volver a escuchar estas opciones pulse asterisco.",
    "Para pedidos, marca el dos.",
    "Pulsa uno si ya tienes cita.",
]
FULL = [
    "The mailbox you have reached is full and cannot take any messages. Goodbye.",
    "The mailbox is full.",
    "This voicemail box is full.",
    "We are sorry, the mailbox belonging to this number is full.",
    "The mailbox cannot accept any new messages at this time.",
    "This mailbox is not accepting new messages.",
    "It can't record messages at the moment.",
    "The voicemail of this customer has not been set up yet.",
    "This mailbox isn't set up.",
    "The inbox of this subscriber is full.",
    "El buzón de voz está lleno y no admite más mensajes. Adiós.",
    "El buzón está lleno.",
    "El buzón del cliente al que llama está lleno.",
    "Este buzón no acepta más mensajes.",
    "En este momento no puede recibir mensajes.",
    "No permite dejar mensajes.",
    "El buzón de este usuario no está configurado.",
    "Este buzón no ha sido activado.",
    "Buzón sin configurar.",
    "No admite nuevos mensajes.",
]
PEOPLE = [
    "Hello?",
    "Hello, who is this?",
    "Hello, good morning, this is the Miller residence, Robin speaking.",
    "Who is calling, please, and what is it about?",
    "What is your name?",
    "Say your name again?",
    "Can you say your name and number again slowly?",
    "What is the reason for your call?",
    "I'll see if she is in.",
    "You've reached Miller's garage, how can I help?",
    "Press what?",
    "Press one?",
    "Do I press one for yes?",
    "I should press two for that, right?",
    "They told me to press one for sales, and nobody came.",
    "Would you like to leave a message?",
    "Do you want to leave a message?",
    "Can I leave a message for her?",
    "Did you leave a message yesterday?",
    "Don't leave a message next time, just text.",
    "She can't come to the phone right now.",
    "I can't talk right now, I'm driving.",
    "My mailbox is full, I know.",
    "I got your message.",
    "One moment, please.",
    "He is not available.",
    "For two people, please.",
    "Say that one more time.",
    "Our office is closed on Friday.",
    "I will call you back after lunch.",
]
GENTE = [
    "¿Diga?",
    "¿Sí? ¿Quién es?",
    "Hola, buenos días, habla con la familia Pérez.",
    "¿De parte de quién, y de qué se trata?",
    "¿Cómo se llama usted?",
    "¿Me repite su nombre?",
    "¿Cuál es el motivo de su llamada?",
    "¿Me da su nombre y el motivo?",
    "Voy a ver si está.",
    "Taller Pérez, ¿en qué puedo ayudarle?",
    "¿Que pulse qué?",
    "¿Pulso el uno?",
    "¿Tengo que marcar uno para eso?",
    "Me dijeron que para ventas marque uno y nadie contesta.",
    "¿Quiere dejar un mensaje?",
    "¿Quiere dejarle algún recado?",
    "¿Puedo dejar un recado?",
    "No deje mensaje, por favor.",
    "Ahora no puedo hablar, estoy conduciendo.",
    "Ahora no puedo atenderle.",
    "No está en casa en este momento.",
    "Ya oí su mensaje.",
    "Tengo el buzón lleno, lo sé.",
    "Un momento, por favor.",
    "Espere, que le paso.",
    "Para dos personas, por favor.",
    "Nuestra oficina cierra los viernes.",
    "Le llamo después de comer.",
    "Sí, soy yo.",
    "Diga, diga.",
]


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        *((Machine.VOICEMAIL, each) for each in VOICEMAIL + BUZON),
        *((Machine.SCREENING, each) for each in SCREENING + FILTRO),
        *((Machine.MENU, each) for each in MENU + OPCIONES),
        *((Machine.FULL, each) for each in FULL),
    ],
)
def test_a_machine_is_known_by_its_words(machine: Machine, words: str) -> None:
    assert recognised(words, 1) is machine


CAST = {
    Machine.VOICEMAIL: (4, 5, 46, 83, 85),
    Machine.SCREENING: (8, 80, 86),
    Machine.MENU: (9, 47, 81),
    Machine.FULL: (6, 82),
}


@pytest.mark.parametrize(
    ("machine", "digits"), [(machine, each) for machine, all_ in CAST.items() for each in all_]
)
def test_the_machines_of_the_simulated_network_are_known_in_both_languages(
    machine: Machine, digits: int
) -> None:
    greeting = built_in().by_digits[digits].greeting
    assert [recognised(words, 1) for words in (greeting.en, greeting.es)] == [machine, machine]


def test_nobody_else_of_the_simulated_network_sounds_like_a_machine() -> None:
    machines = {each for all_ in CAST.values() for each in all_}
    people = [who for digits, who in built_in().by_digits.items() if digits not in machines]
    greetings = [words for who in people for words in (who.greeting.en, who.greeting.es)]
    assert [words for words in greetings if recognised(words, 1)] == []


@pytest.mark.parametrize("words", PEOPLE + GENTE)
def test_a_person_is_taken_for_no_machine(words: str) -> None:
    assert recognised(words, 1) is None


@pytest.mark.parametrize("words", [SCREENING[0], MENU[0], FULL[0]])
def test_late_in_a_call_somebody_tells_of_a_machine(words: str) -> None:
    assert recognised(words, EARLY + 1) is None


def test_one_is_put_through_to_a_voicemail_at_any_time() -> None:
    assert recognised(VOICEMAIL[1], EARLY + 1) is Machine.VOICEMAIL


@pytest.mark.parametrize(
    "words",
    ["Please stay on the line.", "Hold on.", "One moment, please.", "Espere.", "No cuelgue."],
)
def test_it_asks_to_wait(words: str) -> None:
    assert asks_to_wait(words)


@pytest.mark.parametrize("words", ["Hello?", "Who is this?", "¿Diga?", "Hola, ya estoy aquí."])
def test_it_does_not_ask_to_wait(words: str) -> None:
    assert not asks_to_wait(words)
