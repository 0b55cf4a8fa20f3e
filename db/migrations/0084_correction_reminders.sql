-- A provider is reminded of corrections (疑义校核) that it owes an answer to, as of requests.
alter table supervision.reminders drop constraint reminders_kind_check;
alter table supervision.reminders add check (kind in ('case', 'request', 'resource', 'correction'));
