-- A request whose day passed without an answer: when that was noted. Silence is no consent, but it is counted.
alter table sharing.requests add column overdue_at timestamptz;
create index on sharing.requests (due_date) where state = 'submitted' and overdue_at is null;

-- The platform itself reminds as well (no account), and of disputes too.
alter table supervision.reminders alter column sent_by drop not null;
alter table supervision.reminders drop constraint reminders_kind_check;
alter table supervision.reminders add check (kind in ('case', 'request', 'resource', 'correction', 'dispute'));
