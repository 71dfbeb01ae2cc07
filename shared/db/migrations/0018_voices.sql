-- Audio as it is filed from now on. `fixed`: everybody hears it, so that it is nobody's own.
alter table audio
  add column version text not null default '1',
  add column speaker text not null default '',
  add column fixed boolean not null default false,
  add column file text;                     -- null: named by its fingerprint, as before

-- In which call, and for whom, a sentence was said that is not everybody's.
create table audio_cause (
  fingerprint text not null references audio (fingerprint) on delete cascade,
  call_id uuid not null,
  person text not null,                     -- the hash of their number
  primary key (fingerprint, call_id)
);
create index on audio_cause (call_id);
create index on audio_cause (person);

-- A voice that does not speak is left alone for a while, by all instances.
create table voice_circuit (
  speaker text primary key,
  failures int not null default 0,          -- in a row
  opened int not null default 0,            -- how often in a row it was found still broken
  open_until timestamptz,                   -- nobody who waits asks it before somebody has tried
  reason text not null default '',
  trying boolean not null default false     -- one request finds out
);

-- What each voice cost and saved. Money in micro-units.
create table voice_use (
  day date not null,
  speaker text not null,                    -- the vendor, as we call it
  voice text not null,                      -- and whose voice it was there
  syntheses bigint not null default 0,
  characters_synthesized bigint not null default 0,
  hits bigint not null default 0,
  characters_cached bigint not null default 0,
  spent_micro bigint not null default 0,
  saved_micro bigint not null default 0,
  primary key (day, speaker, voice)
);
insert into voice_use
  (day, speaker, voice, syntheses, characters_synthesized, hits, characters_cached)
select day, '', '', syntheses, characters_synthesized, hits, characters_cached from audio_use;

-- How often a voice was passed over, and why; speaker '' where nobody could speak.
create table voice_fallback (
  day date not null,
  speaker text not null,
  reason text not null,
  times bigint not null default 0,
  primary key (day, speaker, reason)
);
insert into voice_fallback (day, speaker, reason, times)
select day, '', 'unknown', fallbacks from audio_use where fallbacks > 0;

-- Who had audio made ahead or thrown away, and what came of it.
create table audio_order (
  id uuid primary key,
  kind text not null check (kind in ('warming', 'invalidation')),
  at timestamptz not null,
  actor text not null,
  reason text not null,
  what jsonb not null,
  done_at timestamptz,
  count int
);
