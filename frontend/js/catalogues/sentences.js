// Sentences of the API, which speaks English, as readers of other languages get them.

/** By language, then by the code that travels with the sentence. @type {Record<string, Record<string, string>>} */
export const SENTENCES = {
  es: {
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
  },
};
