-- To remove a photo, the database looks for what is bound to it.
create index application_snapshot_photo on application_snapshot (photo_id);
create index certificate_photo on certificate (photo_id);
