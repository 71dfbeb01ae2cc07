-- What boards count is read off an index alone, whatever stands in the row beside it.
create index ticket_open on ticket (priority, state) include (assignee, updated_at)
  where state in ('new', 'in_progress', 'on_hold');
create index ticket_open_of_group on ticket (group_key)
  include (id, priority, state, assignee, updated_at)
  where state in ('new', 'in_progress', 'on_hold');

drop index ticket_opened_at;
create index ticket_opened_at on ticket (opened_at) include (assignee, group_key);
drop index ticket_resolved_at;
create index ticket_resolved_at on ticket (resolved_at) include (assignee, group_key)
  where resolved_at is not null;

-- When a clock is nearly out of time, and when it is: since ever where it stands still with none left.
alter table sla_clock
  add column risk_at timestamptz generated always as (
    coalesce(marks[3], case when spent >= target then timestamptz '-infinity' end)
  ) stored,
  add column breach_at timestamptz generated always as (
    coalesce(marks[4], case when spent >= target then timestamptz '-infinity' end)
  ) stored;
drop index sla_clock_running;
create index sla_clock_running on sla_clock (ticket_id) include (risk_at, breach_at)
  where ended_at is null;

create index campaign_member_standing on campaign_member (campaign_id, state, outcome)
  include (attempts);
drop index campaign_result_at;
create index campaign_result_at on campaign_result (campaign_id, at desc) include (cost_micro);
