-- Whether search knows what changed of late. The journal only grows, in the order of time.
create index ticket_entry_lately on ticket_entry using brin (at) with (pages_per_range = 16, autosummarize = on);

-- How triage would have done on tickets that are closed: rules, and a model where somebody asked for it.
create table assist_backtest (
  id uuid primary key,
  asked_by text not null,
  asked_at timestamptz not null,
  wanted int not null check (wanted > 0),
  with_model boolean not null,
  state text not null check (state in ('running', 'done')),
  done int not null default 0,               -- tickets that were looked at
  before bigint not null,                    -- the serial of the last of them: the next is older
  tallies jsonb not null default '[]',
  claim uuid,                                -- whose turn it is
  due_at timestamptz,                        -- when it is anybody's; none once it is done
  finished_at timestamptz,
  check ((state = 'running') = (due_at is not null)),
  check ((state = 'done') = (finished_at is not null))
);
create unique index assist_backtest_running on assist_backtest (state) where state = 'running';
