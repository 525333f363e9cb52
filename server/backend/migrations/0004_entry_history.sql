-- What each accepted save left behind: the text that a later save of an older page is merged with,
-- and the record of who saved when. `thing_id` is an entry of a record or an application.
-- `accepted` is what the page knows of `data` where the two differ: after a merge with another page's text.
create table saved_version (
    thing_id text collate "C" not null,
    version bigint not null,
    data text not null,
    accepted text,
    page text collate "C" not null,
    nth bigint not null,
    saved_at text collate "C" not null,
    primary key (thing_id, version)
);
insert into saved_version (thing_id, version, data, page, nth, saved_at) select id, version, data, save_key, 0, updated_at from record_entry;
insert into saved_version (thing_id, version, data, page, nth, saved_at) select id, version, data, save_key, 0, updated_at from application;
alter table record_entry drop column save_key;
alter table application drop column save_key;
-- Stored by the page alone while somebody types, and neither saved by hand nor complete: no entry yet.
alter table record_entry add column draft boolean not null default false;
