// Oraciones de la API, que habla inglés, como las lee quien lee en español.

/** Por el código que viaja con la oración. @type {Record<string, string>} */
export const sentences = {
  "problem.invalid": "Los datos no son válidos.",
  "problem.unauthenticated": "Inicie sesión primero.",
  "problem.forbidden": "No está permitido.",
  "problem.not-found": "No se encontró.",
  "problem.conflict": "El estado actual no lo permite.",
  "problem.stale": "Alguien lo cambió entretanto.",
  "problem.too-large": "Es demasiado grande.",
  "problem.unavailable": "Un servicio del que dependemos no está disponible ahora.",
  "problem.uncertain": "No sabemos si llegó a ocurrir: compruébelo antes de repetirlo.",
  "problem.rejected": "Un servicio del que dependemos lo rechazó.",
  "cause.provider":
    "Demasiadas llamadas fallaron en la red telefónica. Vea el estado de Twilio y su registro de errores; una llamada probará si vuelve a funcionar.",
  "cause.failures":
    "Demasiadas llamadas fallaron. Revise los números de la lista y el número desde el que llamamos; una llamada probará si vuelve a funcionar.",
  "cause.opt_outs":
    "Demasiadas personas no quieren más llamadas. Lea algunas llamadas y cambie el guion o la audiencia antes de seguir.",
  "cause.burn":
    "Las llamadas cuestan mucho más de lo previsto. Lea algunas: duran más de lo que deben.",
  "cause.cured": "Una llamada llegó bien: la campaña sigue.",
  "cause.probe": "La llamada de prueba falló: se probará más tarde.",
  "cause.network_20003":
    "Twilio no conoce nuestro token: guarde el actual en el almacén de secretos y reanude.",
  "cause.network_20004":
    "Twilio no deja que esta cuenta haga llamadas: pregunte a su soporte y reanude.",
  "cause.network_10001":
    "La cuenta de Twilio no está activa: revise la facturación en la consola y reanude.",
  "cause.network_10002":
    "La cuenta de prueba de Twilio no permite esta llamada: mejórela y reanude.",
  "cause.network_21205":
    "Twilio no puede usar nuestra dirección: PUBLIC_URL debe ser la dirección https de la voz.",
  "cause.network_21210":
    "Twilio rechaza el número desde el que llamamos: verifíquelo o cómprelo y reanude.",
  "cause.network_21212":
    "Twilio no puede llamar desde ese número: corrija los números de la campaña y reanude.",
  "cause.network_21213":
    "No se dio un número desde el que llamar: ponga los números de la campaña y reanude.",
  "cause.network_21215":
    "La cuenta no puede llamar a ese país: permítalo en Voice > Geo permissions y reanude.",
  "cause.network_21219":
    "Una cuenta de prueba solo llama a números verificados: verifíquelos o mejórela y reanude.",
  "cause.network_32017":
    "Los operadores bloquean el número desde el que llamamos: use otro, aclare el bloqueo y reanude.",
  "import.contact_updated": "Contacto conocido, cambiado según la fila.",
  "import.country": "Se leyó como un número del país elegido.",
  "import.do_not_call": "El número está en la lista de no llamar: no se le llamará.",
  "import.duplicate": "Omitida: el número ya está en la lista o en otra fila.",
  "import.language_unknown": "El idioma no es uno de los nuestros: se tomó el de la importación.",
  "import.name_cut": "El nombre era demasiado largo y se cortó.",
  "import.name_missing": "Sin nombre: el número lo sustituye.",
  "import.phone_characters": "El teléfono contiene caracteres que no son de un teléfono.",
  "import.phone_country": "El número no lleva país: elija uno al importar.",
  "import.phone_invalid": "No es un número de teléfono.",
  "import.phone_missing": "No hay número de teléfono.",
  "import.phone_premium": "Llamar a ese número tiene un coste adicional.",
  "import.phone_scientific":
    "Una hoja de cálculo estropeó el número (notación científica): escríbalo como texto.",
  "import.plus": "Se puso un + delante.",
  "import.prefix_00": "00 sustituido por +.",
  "import.quote": "Se quitaron las comillas alrededor del número.",
  "import.row_empty": "La fila está vacía.",
  "import.row_too_long":
    "La fila tiene más celdas que el encabezado: ponga entre comillas lo que contiene un separador.",
  "import.scientific": "Escrito entero: una hoja de cálculo lo había abreviado.",
  "import.separators": "Se quitaron espacios y otros separadores.",
  "import.trunk_prefix": "Se quitó el prefijo de llamadas nacionales.",
  "import.zone_unknown":
    "Su zona horaria es desconocida: solo le llama una campaña que indique una.",
  "import.zone_unreadable": "La zona horaria no se entiende: se tomó la del número.",
  "import.zones_several":
    "El número puede estar en varias zonas: se llama cuando todas lo permiten.",
};
