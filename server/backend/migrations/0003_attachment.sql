-- Evidence in files. The bytes lie outside the database, under their hash (backend::files).

-- One attachment, of an entry of the record or of an application. Only `deleted_at` ever changes.
create table attachment (
    id text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    entry_id text collate "C" references record_entry (id),
    application_id text collate "C" references application (id),
    sha256 text collate "C" not null,
    name text not null,
    kind text collate "C" not null,
    bytes bigint not null,
    pages bigint,
    created_at text collate "C" not null,
    deleted_at text collate "C"
);
create index attachment_person on attachment (person_id, created_at, id);
create index attachment_entry on attachment (entry_id, created_at, id);
create index attachment_application on attachment (application_id, created_at, id);
-- Who else used the same file, and whether anybody still names it.
create index attachment_sha256 on attachment (sha256, person_id);

-- Which attachments a snapshot froze; never updated, never deleted.
create table snapshot_file (
    application_id text collate "C" not null,
    round bigint not null,
    attachment_id text collate "C" not null references attachment (id),
    primary key (application_id, round, attachment_id),
    foreign key (application_id, round) references application_snapshot (application_id, round)
);
create index snapshot_file_attachment on snapshot_file (attachment_id);
