-- What was claimed in a post, and what somebody has read, is found by these: the lists of tasks ask for it first.
CREATE INDEX task_now_position ON task_now (position);
CREATE INDEX notice_read_by ON notice_read (person, position);
