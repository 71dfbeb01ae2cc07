-- A bulk job that nobody moves on any more is found by a timer.
alter table bulk_job
add column due_at timestamptz,               -- when somebody looks whether it goes on
add column tries int not null default 0;     -- how often it was nudged since its last row
create index bulk_job_open on bulk_job (coalesce(due_at, made_at))
where state in ('running', 'undoing');

-- Views and files of tickets keep the order of their list.
alter table saved_view add column ordered_by text not null default '-number';
alter table export add column after text;    -- the place of the last ticket written, until it is done
