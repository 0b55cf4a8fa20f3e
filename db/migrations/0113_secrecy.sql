-- For how many days a person is not told of reads for a purpose, where a law keeps them secret (个人信息保护法 art. 18, 35), and
-- which law. Each read carries in its entry the day until which it is withheld, so that a later change moves none.
alter table sharing.purposes
  add column secrecy_days int check (secrecy_days between 1 and 3650),
  add column secrecy_basis text,
  add constraint purposes_secrecy check ((secrecy_days is null) = (secrecy_basis is null));
