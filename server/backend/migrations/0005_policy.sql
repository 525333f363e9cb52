-- What a region asks of a review, from one day to another: one row a rule, `data` is what it says as JSON.
-- A changed rule is a new row with a later first day; a variant that is known and not adopted is not in use.
create table policy (
    kind text collate "C" not null,
    id text collate "C" not null,
    region_code text collate "C" not null,
    valid_from text collate "C" not null,
    valid_to text collate "C",
    in_use boolean not null,
    instead_of text collate "C",
    verified boolean not null,
    source text not null,
    data text not null,
    position bigint not null,
    primary key (kind, region_code, id, valid_from)
);
create unique index policy_position on policy (position);
