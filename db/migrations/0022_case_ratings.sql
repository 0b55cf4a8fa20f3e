-- 好差评: what an applicant thinks of a finished case, said once; a bad rating is called back (国办发〔2019〕51号).
create table services.ratings (
  case_id uuid primary key references services.cases on delete cascade,
  level smallint not null check (level between 1 and 5), -- 满意度: 1 very satisfied … 5 very dissatisfied
  comment text,
  at timestamptz not null,
  answer_by date,                -- last day to call back; null when none is owed, or its year’s calendar is not out
  answer text,
  answered_at timestamptz,
  answered_by uuid references identity.accounts
);
create index on services.ratings (case_id) where level >= 4 and answered_at is null;
