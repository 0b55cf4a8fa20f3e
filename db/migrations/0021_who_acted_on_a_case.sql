-- Who of the agency did a step: shown to its own staff. Steps from before this file say the agency alone.
alter table services.steps add column account uuid references identity.accounts;
