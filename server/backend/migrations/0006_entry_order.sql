-- The place that the person has given an entry in its list; without one it stands by its date.
alter table record_entry add column position bigint;
-- The verified entry that this one corrects.
alter table record_entry add column supersedes text collate "C" references record_entry (id);
create index record_entry_supersedes on record_entry (supersedes);

-- Two entries that look the same, of which the person has said that they are two things. The lesser id is `one_id`.
create table entry_apart (
    one_id text collate "C" not null references record_entry (id),
    other_id text collate "C" not null references record_entry (id),
    person_id text collate "C" not null references person (id),
    kept_at text collate "C" not null,
    primary key (one_id, other_id)
);
create index entry_apart_person on entry_apart (person_id, one_id, other_id);
-- To remove an entry, the database looks for what is bound to it.
create index entry_apart_other on entry_apart (other_id);
