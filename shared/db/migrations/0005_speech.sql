-- Sentences that have been spoken, so that each is paid for once.
create table audio (
  fingerprint text primary key,             -- of the text, voice, model, language and format
  key text not null unique,                 -- what its address ends in; nobody can guess it
  text_sha text not null,                   -- the text itself is not kept
  voice text not null,
  model text not null,
  language text not null,
  state text not null check (state in ('making', 'ready', 'resting')),
  leased_until timestamptz,                 -- nobody else makes it before then
  stand_in text references audio (fingerprint), -- what another voice said in its place
  created_at timestamptz not null,
  media_type text,
  bytes int,
  characters int,                           -- as the vendor charged them
  voice_used text,
  hits bigint not null default 0,
  check (state <> 'ready' or (media_type, bytes, characters, voice_used) is not null),
  check (state = 'ready' or leased_until is not null)
);

-- What was spoken anew, what was served again, and how often nobody could speak.
create table audio_use (
  day date primary key,
  syntheses bigint not null default 0,
  characters_synthesized bigint not null default 0,
  hits bigint not null default 0,
  characters_cached bigint not null default 0,
  fallbacks bigint not null default 0
);
