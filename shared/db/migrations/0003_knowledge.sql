-- What can be searched: documents, their vectors, and articles of our own.

-- Accents are dropped before stemming, so that contrasena finds contraseña.
create text search configuration centralita_en (copy = english);
alter text search configuration centralita_en
alter mapping for hword, hword_part, word with unaccent, english_stem;
create text search configuration centralita_es (copy = spanish);
alter text search configuration centralita_es
alter mapping for hword, hword_part, word with unaccent, spanish_stem;

create table document (
  id uuid primary key,
  kind text not null check (kind in ('ticket', 'article')),
  number text not null unique,
  title text not null,
  text text not null,
  language text not null check (language in ('en', 'es')),
  resolved boolean not null,
  version int not null,
  text_version int not null,
  embedded_in text,
  leased_until timestamptz,
  words tsvector not null generated always as (
    case language
      when 'es' then
        setweight(to_tsvector('centralita_es'::regconfig, title), 'A')
        || to_tsvector('centralita_es'::regconfig, text)
      else
        setweight(to_tsvector('centralita_en'::regconfig, title), 'A')
        || to_tsvector('centralita_en'::regconfig, text)
    end
  ) stored
);
comment on column document.version is 'The version of the ticket or article that this row shows.';
comment on column document.text_version is 'The version in which title or text last changed.';
comment on column document.embedded_in is
  'The vector space, model/dimensions, that holds this text; null while it waits to be embedded.';
create index document_words on document using gin (words);
create index document_embedded_in on document (embedded_in);

create table embedding (
  document_id uuid not null references document on delete cascade,
  kind text not null,
  model text not null,
  dimensions int not null,
  text_version int not null,
  vector vector not null,
  primary key (document_id, model, dimensions)
);
create index embedding_384 on embedding
using hnsw ((vector::vector(384)) vector_cosine_ops) where dimensions = 384;
create index embedding_1536 on embedding
using hnsw ((vector::vector(1536)) vector_cosine_ops) where dimensions = 1536;

-- Apart from the vectors: to note there what was copied would link each into its graph once more.
create table embedding_to_copy (
  document_id uuid not null references document on delete cascade,
  model text not null,
  dimensions int not null,
  text_version int not null,
  primary key (model, dimensions, document_id)
);
comment on table embedding_to_copy is 'Vectors that the serving copy lacks.';

create table article (
  id uuid primary key,
  serial bigint not null generated always as identity (start with 10001) unique,
  number text not null generated always as (
    'KB' || lpad(serial::text, greatest(7, length(serial::text)), '0')
  ) stored,
  title text not null,
  text text not null,
  language text not null check (language in ('en', 'es')),
  version int not null,
  written_by text not null,
  written_at timestamptz not null
);
