-- Files that came with a mail and are neither kept nor refused yet.
alter table mail add column files_left int not null default 0;
create index mail_with_files on mail (at) where files_left > 0;

-- What failed for good is forgotten a while after somebody decided, or after it came.
create index poison_message_worn on poison_message (coalesce(decided_at, inserted_at), id);

-- Whether search knows what changed of late. The journal only grows, in the order of time.
create index ticket_entry_lately on ticket_entry using brin (at) with (pages_per_range = 16, autosummarize = on);
