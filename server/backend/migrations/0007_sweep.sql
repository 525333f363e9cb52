-- What is swept away by its age is found by it, however much there is beside it.
create index parked_post_expires on parked_post (expires_at);
create index throttle_blocked on throttle (blocked_until);
create index attachment_deleted on attachment (deleted_at) where deleted_at is not null;
