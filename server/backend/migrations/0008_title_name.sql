-- The series of a title that somebody holds is told by its name and level.
create index title_name on title (name, level, series);
