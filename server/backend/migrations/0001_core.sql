-- The core: organisations, people, records, applications, certificates.
-- Written in PostgreSQL's words; the SQLite text is made from it (src/db/migrations.rs).
-- Ids are UUIDv7 text, instants RFC 3339 UTC text with milliseconds, dates yyyy-mm-dd text, codes text.

-- Personnel units, departments, HRSS bureaus and committee offices.
create table organisation (
    id text collate "C" primary key,
    kind text collate "C" not null,
    name text not null,
    credit_code text collate "C",
    region_code text collate "C" not null,
    department_id text collate "C" references organisation (id),
    hrss_id text collate "C" references organisation (id),
    route text collate "C" not null,
    open boolean not null,
    note text not null
);
create unique index organisation_credit_code_key on organisation (credit_code);
create index organisation_region on organisation (kind, region_code, id);

-- What the magnifiers search: every suffix of names and pinyin initials, and codes.
create table search_key (
    kind text collate "C" not null,
    key text collate "C" not null,
    id text collate "C" not null,
    primary key (kind, key, id)
);

-- Titles and specialties one can apply for.
create table title (
    code text collate "C" primary key,
    series text collate "C" not null,
    name text not null,
    level text collate "C" not null,
    position bigint not null
);
create index title_series on title (series, position);
create table specialty (
    code text collate "C" primary key,
    series text collate "C" not null,
    name text not null,
    position bigint not null
);
create index specialty_series on specialty (series, position);

create table committee (
    id text collate "C" primary key,
    name text not null,
    region_code text collate "C" not null,
    series text collate "C" not null,
    office_id text collate "C" not null references organisation (id),
    own_staff_of text,
    position bigint not null
);
create index committee_office on committee (office_id);
create index committee_position on committee (position, id);

-- One year's plan of a committee, with its four cut-offs.
create table committee_plan (
    id text collate "C" primary key,
    committee_id text collate "C" not null references committee (id),
    year bigint not null,
    levels text not null,
    specialties text not null,
    person_types text not null,
    opens_on text collate "C" not null,
    submit_until text collate "C" not null,
    employer_until text collate "C" not null,
    accept_until text collate "C" not null,
    pay_until text collate "C" not null
);
create index committee_plan_committee on committee_plan (committee_id, opens_on);

-- Rules of initial recognition: policy is data.
create table recognition_rule (
    id text collate "C" not null,
    region_code text collate "C" not null,
    valid_from text collate "C" not null,
    valid_to text collate "C",
    education text collate "C" not null,
    years bigint not null,
    level text collate "C" not null,
    primary key (region_code, id, valid_from)
);

create table setting (
    key text collate "C" primary key,
    value text not null
);

create table notice (
    id text collate "C" primary key,
    kind text collate "C" not null,
    title text not null,
    body text not null,
    pinned boolean not null,
    published_on text collate "C" not null,
    plan_id text collate "C" references committee_plan (id)
);
create index notice_kind on notice (kind, pinned, published_on, id);

create table person (
    id text collate "C" primary key,
    document_kind text collate "C",
    document text collate "C",
    created_at text collate "C" not null
);
create unique index person_document_kind_document_key on person (document_kind, document);

create table account (
    id text collate "C" primary key,
    login text collate "C" not null,
    name text not null,
    password_hash text not null,
    role text collate "C" not null,
    organisation_id text collate "C" references organisation (id),
    person_id text collate "C" references person (id),
    active boolean not null,
    created_at text collate "C" not null
);
create unique index account_login_key on account (login);
create index account_person on account (person_id);

-- Only the hash of the session's token is kept.
create table session (
    token_hash text collate "C" primary key,
    account_id text collate "C" not null references account (id),
    created_at text collate "C" not null,
    seen_at text collate "C" not null,
    expires_at text collate "C" not null
);
create index session_account on session (account_id);
create index session_expires on session (expires_at);

-- Failed attempts, by the hash of what was attacked (a login name or an address).
create table throttle (
    key text collate "C" primary key,
    failures bigint not null,
    first_at text collate "C" not null,
    blocked_until text collate "C" not null
);

-- A form that was posted when the session had ended, shown again after login.
create table parked_post (
    token_hash text collate "C" primary key,
    account_id text collate "C" not null references account (id),
    path text not null,
    body text not null,
    expires_at text collate "C" not null
);

create table photo (
    id text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    jpeg bytea not null,
    width bigint not null,
    height bigint not null,
    sha256 text collate "C" not null,
    warnings text not null,
    created_at text collate "C" not null
);
create index photo_person on photo (person_id, created_at, id);

-- One entry of the record; `data` is the raw text by field as JSON.
create table record_entry (
    id text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    section text collate "C" not null,
    data text not null,
    problems bigint not null,
    version bigint not null,
    save_key text collate "C" not null,
    verified_by text,
    verified_at text collate "C",
    created_at text collate "C" not null,
    updated_at text collate "C" not null,
    deleted_at text collate "C"
);
create index record_entry_person on record_entry (person_id, section, id);

create table application (
    id text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    business text collate "C" not null,
    number text collate "C",
    state text collate "C" not null,
    route text collate "C" not null,
    data text not null,
    version bigint not null,
    save_key text collate "C" not null,
    applied_on text collate "C",
    unit_id text collate "C" references organisation (id),
    department_id text collate "C" references organisation (id),
    hrss_id text collate "C" references organisation (id),
    committee_id text collate "C" references committee (id),
    office_id text collate "C" references organisation (id),
    waits_for text collate "C" references organisation (id),
    waits_since text collate "C",
    submit_until text collate "C",
    applicant_name text not null,
    open_key text collate "C",
    created_at text collate "C" not null,
    updated_at text collate "C" not null
);
create unique index application_number_key on application (number);
-- One running application per person and business: the key is empty (NULL) once it is closed.
create unique index application_open_key_key on application (open_key);
create index application_person on application (person_id, created_at, id);
create index application_queue on application (waits_for, waits_since, id);
create index application_unit on application (unit_id, updated_at, id);
create index application_department on application (department_id, updated_at, id);
create index application_hrss on application (hrss_id, updated_at, id);
create index application_office on application (office_id, updated_at, id);

-- Which entries of the record go into an application.
create table application_entry (
    application_id text collate "C" not null references application (id),
    entry_id text collate "C" not null references record_entry (id),
    primary key (application_id, entry_id)
);
create index application_entry_entry on application_entry (entry_id);

-- What was frozen at each submit; never updated, never deleted.
create table application_snapshot (
    application_id text collate "C" not null references application (id),
    round bigint not null,
    data text not null,
    sha256 text collate "C" not null,
    photo_id text collate "C" references photo (id),
    created_at text collate "C" not null,
    primary key (application_id, round)
);

-- Every transition, in the same transaction as the change.
create table application_event (
    id text collate "C" primary key,
    application_id text collate "C" not null references application (id),
    at text collate "C" not null,
    actor_id text collate "C" not null references account (id),
    actor_name text not null,
    organisation_name text not null,
    action text collate "C" not null,
    from_state text collate "C" not null,
    to_state text collate "C" not null,
    reason text not null,
    round bigint not null,
    sha256 text collate "C" not null
);
create index application_event_application on application_event (application_id, at, id);

create table tally (
    application_id text collate "C" not null references application (id),
    round bigint not null,
    size bigint not null,
    present bigint not null,
    yes bigint not null,
    no bigint not null,
    abstain bigint not null,
    voted_on text collate "C" not null,
    primary key (application_id, round)
);

-- The last serial given out for a prefix of application or certificate numbers.
create table serial (
    prefix text collate "C" primary key,
    last bigint not null
);

create table certificate (
    id text collate "C" primary key,
    number text collate "C" not null,
    person_id text collate "C" not null references person (id),
    application_id text collate "C" not null references application (id),
    holder text not null,
    data text not null,
    photo_id text collate "C" references photo (id),
    standing text collate "C" not null,
    issued_on text collate "C" not null,
    created_at text collate "C" not null
);
create unique index certificate_number_key on certificate (number);
create unique index certificate_application_id_key on certificate (application_id);
create index certificate_person on certificate (person_id, issued_on, id);
