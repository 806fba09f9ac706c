-- Views of lists that were saved under a name (常用视图): how somebody likes to look at a list, or an organ does. They say
-- nothing of any case and grant nothing, so they are no events; whoever saved one changes and removes it.
CREATE TABLE saved_view (
  id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  list     text NOT NULL,
  name     text NOT NULL CHECK (char_length(name) <= 60),
  query    text NOT NULL CHECK (char_length(query) <= 2000),
  shared   boolean NOT NULL,
  owner    text NOT NULL,                  -- the organ, or who saved it in which post: under this a name is taken once
  organ    text NOT NULL,
  person   text NOT NULL,
  position text NOT NULL,
  saved_at timestamptz NOT NULL,
  UNIQUE (list, owner, name)
);

-- The view with which a list opens for somebody in a post.
CREATE TABLE saved_view_usual (
  person   text NOT NULL,
  position text NOT NULL,
  list     text NOT NULL,
  view_id  uuid NOT NULL REFERENCES saved_view ON DELETE CASCADE,
  PRIMARY KEY (person, position, list)
);
CREATE INDEX saved_view_usual_of ON saved_view_usual (view_id);

REVOKE ALL ON saved_view, saved_view_usual FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view, saved_view_usual TO rongcuo_api;
