-- What the rule sets of the sharing clocks are called and since when they are in force, and what each rule says, so that the
-- operator can read them before choosing one.
create table sharing.clock_rule_sets (
  key text primary key,
  title text not null,
  title_en text not null,
  in_force_from date not null
);
alter table sharing.clock_rules add column meaning text;
alter table sharing.clock_rules add column meaning_en text;
