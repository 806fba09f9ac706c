-- name: packs
-- Under which procedure each of some cases runs, by which its codes are told.
SELECT case_id, pack FROM read_model.case_page_v7 WHERE case_id = ANY ($1::uuid[])

-- name: ledger
-- What the ledger of cases says of a case beside its line of the list: whom it is about, and what was decided.
SELECT jsonb_build_object(
  'case_id', case_id, 'ground', ground, 'error_class', error_class, 'reference', reference, 'occurred_on', occurred_on,
  'approved_on', approved_on, 'served_on', served_on, 'closed_on', closed_on,
  'subjects', (SELECT coalesce(jsonb_agg(subject -> 'facts' -> 'subject_id'), '[]') FROM jsonb_array_elements(subjects) subject),
  'outcomes', (SELECT coalesce(jsonb_agg(DISTINCT subject -> 'opinion' ->> 'outcome'), '[]')
               FROM jsonb_array_elements(subjects) subject WHERE (subject ->> 'decided')::boolean))
FROM read_model.case_page_v7 WHERE case_id = ANY ($1::uuid[])
